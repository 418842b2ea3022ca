//! Legal texts of every type, in every form, with references wherever one may stand.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use tokencraft_tokens::TokenType as T;

type Texts = BoxedStrategy<String>;

/// Tokens that others refer to: a name, its type, its texts.
pub(crate) fn parts() -> Vec<(&'static str, T, Texts)> {
    vec![
        ("part.color", T::Color, color()),
        ("part.size", T::Dimension, size()),
        ("part.number", T::Number, share()),
        ("part.family", T::FontFamily, family()),
        ("part.weight", T::FontWeight, weight()),
        ("part.height", T::LineHeight, share()),
        ("part.time", T::Duration, time()),
        ("part.curve", T::CubicBezier, curve()),
        ("part.style", T::StrokeStyle, line_style()),
        ("part.layer", T::Shadow, shadow_layer()),
    ]
}

/// Values of one type.
pub(crate) fn values(kind: T) -> Texts {
    match kind {
        T::Color => prop_oneof![color(), color_with_references()].boxed(),
        T::Dimension => prop_oneof![size(), signed_length(), maths()].boxed(),
        T::FontSize => prop_oneof![size(), one(&["{part.number} * 1px", "120%"])].boxed(),
        T::LetterSpacing => prop_oneof![signed_length(), one(&["normal", "NORMAL"])].boxed(),
        T::LineHeight => prop_oneof![share(), size(), one(&["normal", "1.5 * 2"])].boxed(),
        T::FontFamily => family(),
        T::FontWeight => weight(),
        T::Duration => prop_oneof![time(), one(&["{part.time} * 2", "100ms + 1s"])].boxed(),
        T::CubicBezier => curve(),
        T::Number => prop_oneof![share(), one(&["-1.5e3", "{part.number} * 2", "1e-3"])].boxed(),
        T::StrokeStyle => prop_oneof![line_style(), dashes()].boxed(),
        T::Border => border(),
        T::Transition => transition(),
        T::Shadow => shadow(),
        T::Gradient => gradient(),
        T::Typography => typography(),
        // U+0000 cannot be stored.
        T::String => prop_oneof![
            any::<String>().prop_filter("can be stored", |text| {
                !text.contains('\0') && tokencraft_tokens::reference::references(text).is_empty()
            }),
            one(&["", "Say {part.number}!", "{ part }", "{\"a\":1}"])
        ]
        .boxed(),
        T::Boolean => one(&["true", "false", " true "]),
    }
}

fn one(texts: &[&'static str]) -> Texts {
    select(texts.to_vec()).prop_map(str::to_owned).boxed()
}

/// Texts that are no JSON: what a person writes into a shorthand.
fn plain(texts: Texts) -> Texts {
    texts
        .prop_filter("no JSON", |text| !text.starts_with(['{', '[']))
        .boxed()
}

/// A text, or a reference to a part, as a word of a shorthand.
fn word(name: &'static str, texts: Texts) -> Texts {
    or(name, plain(texts))
}

/// A text, or a reference to a part.
fn or(name: &'static str, texts: Texts) -> Texts {
    prop_oneof![3 => texts, 1 => Just(format!("{{{name}}}"))].boxed()
}

/// A member's text as JSON writes it: what is JSON already stands as it is.
fn json(text: &str) -> String {
    if text.starts_with(['{', '[']) && !text.starts_with("{part.") {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

fn space() -> Texts {
    one(&[" ", "  ", "\t", "\n "])
}

fn digits() -> Texts {
    prop_oneof![
        (0_u32..2000).prop_map(|n| n.to_string()),
        (0_u32..2000, 0_u32..1000).prop_map(|(n, m)| format!("{n}.{m}")),
        one(&["0", ".5", "1e2", "0.0001", "1E1", "+4", "00"]),
    ]
    .boxed()
}

fn unit() -> Texts {
    one(&[
        "px", "PX", "rem", "em", "vw", "Dvh", "svmin", "ch", "pt", "cqi", "q", "rcap",
    ])
}

fn size() -> Texts {
    let function = one(&[
        "calc(1rem + 2px)",
        "CALC( 4PX * 2 )",
        "clamp(1rem, 2vw + 1px, 3rem)",
        "min(1px, 2rem, 3vw)",
        "max(calc(1px + 2px), 1em)",
    ]);
    let object =
        (0_u32..2000, unit()).prop_map(|(n, unit)| format!(r#"{{"value":{n},"unit":"{unit}"}}"#));
    prop_oneof![
        4 => (digits(), unit()).prop_map(|(number, unit)| number + &unit),
        1 => Just("0".to_owned()),
        1 => function,
        1 => object,
    ]
    .boxed()
}

fn signed_length() -> Texts {
    (one(&["-", "+", ""]), 0_u32..500, unit())
        .prop_map(|(sign, number, unit)| format!("{sign}{number}{unit}"))
        .boxed()
}

fn maths() -> Texts {
    one(&[
        "4px * 2",
        "2*4px",
        "{part.number} * 1px",
        "calc(2 * ({part.number} + 1) * 1rem)",
        "(1px + 2px) / 3",
        "1px+2px",
        "-(1px)",
        "50%",
    ])
}

/// A number that is not negative.
fn share() -> Texts {
    prop_oneof![
        (0_u32..100).prop_map(|n| n.to_string()),
        (0_u32..1000).prop_map(|n| format!("0.{n}")),
        one(&["1e2", "1.50"]),
    ]
    .boxed()
}

fn color() -> Texts {
    let hex = prop_oneof![
        "#[0-9a-fA-F]{3}",
        "#[0-9a-fA-F]{4}",
        "#[0-9a-fA-F]{6}",
        "#[0-9a-fA-F]{8}"
    ];
    let object = (
        select(vec!["srgb", "display-p3", "oklch", "lab", "hsl", "xyz-d50"]),
        [0_u32..100, 0..100, 0..100],
    )
        .prop_map(|(space, [a, b, c])| {
            let [a, b, c] = [a, b, c].map(|n| f64::from(n) / 100.0);
            format!(r#"{{"colorSpace":"{space}","components":[{a},{b},{c}],"alpha":0.5}}"#)
        });
    let function = prop_oneof![
        [0..256, 0..256, 0..256].prop_map(|[r, g, b]| format!("rgb({r} {g} {b})")),
        [0..256, 0..256, 0..256].prop_map(|[r, g, b]| format!("RGBA({r},{g}, {b},.5)")),
        (0..720, 0..100, 0..100).prop_map(|(h, s, l)| format!("hsl({h}deg {s}% {l}% / 40%)")),
        (0..360, 0..100, 0..100).prop_map(|(h, w, b)| format!("hwb({h} {w}% {b}%)")),
        (0..100, -125..125, -125..125).prop_map(|(l, a, b)| format!("lab({l}% {a} {b})")),
        (0..100, 0..40, 0..360).prop_map(|(l, c, h)| format!("oklch({l}% 0.{c} {h})")),
        (0..100, 0..100).prop_map(|(r, g)| format!("color(display-p3 0.{r} 0.{g} none)")),
    ];
    let word = one(&[
        "red",
        "RebeccaPurple",
        "transparent",
        "rgb(calc(1 + 2) 0 0)",
    ]);
    prop_oneof![3 => hex, 3 => function, 1 => word, 1 => object].boxed()
}

fn color_with_references() -> Texts {
    one(&[
        "rgb({part.number} 0 0)",
        "rgb({part.number} {part.number} {part.number} / {part.number})",
        "rgba({part.number}, 1, 2, 0.5)",
        "hsl({part.number}deg 50% 50%)",
        "rgb(calc({part.number} * 2) 0 0)",
    ])
}

fn family() -> Texts {
    let list = vec(
        select(vec![
            "Inter",
            "Segoe UI",
            "sans-serif",
            "明朝",
            "Font 5",
            "x,y",
            "serif",
        ]),
        1..4,
    )
    .prop_map(|names| serde_json::json!(names).to_string());
    let text = one(&[
        "Inter",
        "Inter, \"Segoe UI\" , sans-serif",
        "'Fira Sans',serif",
        "Font Awesome 5 Free",
        "-apple-system, system-ui",
        "\"a, b\", Ünïcode",
    ]);
    prop_oneof![text, list].boxed()
}

fn weight() -> Texts {
    prop_oneof![
        (1_u32..=1000).prop_map(|n| n.to_string()),
        one(&[
            "bold",
            "normal",
            "thin",
            "semi-bold",
            "extra-black",
            "Bold",
            "450.5"
        ]),
    ]
    .boxed()
}

fn time() -> Texts {
    prop_oneof![
        (0_u32..5000).prop_map(|n| format!("{n}ms")),
        (0_u32..100).prop_map(|n| format!(".{n}S")),
        (0_u32..5000).prop_map(|n| format!(r#"{{"value":{n},"unit":"ms"}}"#)),
    ]
    .boxed()
}

fn curve() -> Texts {
    let points = [0_i32..=100, -300..=300, 0..=100, -300..=300];
    let points = points.prop_map(|points| points.map(|n| f64::from(n) / 100.0));
    prop_oneof![
        one(&["ease", "linear", "EASE-IN", "ease-in-out"]),
        points
            .clone()
            .prop_map(|p| serde_json::json!(p).to_string()),
        points.prop_map(|[a, b, c, d]| format!("cubic-bezier({a},{b}, {c} ,{d})")),
    ]
    .boxed()
}

fn line_style() -> Texts {
    one(&[
        "solid", "DASHED", "dotted", "double", "groove", "ridge", "outset", "inset",
    ])
}

fn dashes() -> Texts {
    (
        vec(or("part.size", size()), 1..4),
        one(&["butt", "round", "square"]),
    )
        .prop_map(|(lengths, cap)| {
            let lengths: Vec<String> = lengths.iter().map(|length| json(length)).collect();
            format!(
                r#"{{"dashArray":[{}],"lineCap":"{cap}"}}"#,
                lengths.join(",")
            )
        })
        .boxed()
}

/// Words in any order.
fn shorthand(words: impl Strategy<Value = Vec<String>> + 'static) -> Texts {
    (words.prop_shuffle(), space())
        .prop_map(|(words, space)| words.join(&space))
        .boxed()
}

fn border() -> Texts {
    let words = (
        word("part.size", size()),
        word("part.style", line_style()),
        word("part.color", color()),
    );
    let text = words.prop_map(|(width, style, color)| vec![width, style, color]);
    let members = (
        or("part.size", size()),
        or("part.style", line_style()),
        or("part.color", color()),
    );
    let object = (members, dashes()).prop_map(|((width, style, color), dashes)| {
        let style = if style == "solid" { dashes } else { style };
        let [width, style, color] = [width, style, color].map(|text| json(&text));
        format!(r#"{{"width":{width},"style":{style},"color":{color}}}"#)
    });
    prop_oneof![3 => shorthand(text), 2 => object, 1 => one(&["none", "thin solid red"])].boxed()
}

fn transition() -> Texts {
    let layer = (
        word("part.time", time()),
        word("part.curve", curve()),
        one(&["all", "opacity", "--x"]),
    )
        .prop_map(|(time, curve, property)| vec![time, curve, property]);
    let list = vec(shorthand(layer), 1..3).prop_map(|layers| layers.join(" , "));
    let object = (
        or("part.time", time()),
        or("part.time", time()),
        or("part.curve", curve()),
    )
        .prop_map(|(duration, delay, curve)| {
            let [duration, delay, curve] = [duration, delay, curve].map(|text| json(&text));
            format!(r#"{{"duration":{duration},"delay":{delay},"timingFunction":{curve}}}"#)
        });
    prop_oneof![3 => list, 2 => object, 1 => one(&["none", "1s steps(4, jump-end) 2s"])].boxed()
}

/// A layer without references.
fn shadow_layer() -> Texts {
    (vec(plain(size()), 2..5), plain(color()), 0..3)
        .prop_map(|(lengths, color, form)| {
            let lengths = lengths.join(" ");
            match form {
                0 => format!("{color} {lengths}"),
                1 => format!("inset {lengths} {color}"),
                _ => format!("{lengths} {color} INSET"),
            }
        })
        .boxed()
}

fn shadow() -> Texts {
    let layer = (
        vec(word("part.size", size()), 2..5),
        word("part.color", color()),
    )
        .prop_map(|(lengths, color)| format!("{} {color}", lengths.join(" ")));
    let list = vec(word("part.layer", layer.boxed()), 1..4).prop_map(|layers| layers.join(", "));
    let object = (vec(or("part.size", size()), 4), or("part.color", color()), any::<bool>()).prop_map(
        |(lengths, color, inset)| {
            let lengths: Vec<String> = lengths.iter().map(|length| json(length)).collect();
            let [x, y, blur, spread] = &lengths[..] else { unreachable!() };
            let color = json(&color);
            format!(
                r#"{{"offsetX":{x},"offsetY":{y},"blur":{blur},"spread":{spread},"color":{color},"inset":{inset}}}"#
            )
        },
    );
    let object = object.boxed();
    let array = vec(or("part.layer", object.clone()), 1..4).prop_map(|layers| {
        let layers: Vec<String> = layers.iter().map(|layer| json(layer)).collect();
        format!("[{}]", layers.join(","))
    });
    prop_oneof![2 => list, 1 => object, 1 => array, 1 => one(&["none"])].boxed()
}

fn gradient() -> Texts {
    let stop =
        (word("part.color", color()), 0..=100).prop_map(|(color, at)| format!("{color} {at}%"));
    let text = (
        one(&[
            "linear-gradient(",
            "linear-gradient(45deg, ",
            "RADIAL-GRADIENT(circle at center, ",
            "conic-gradient(from 1turn, ",
        ]),
        vec(stop, 2..5),
    )
        .prop_map(|(head, stops)| format!("{head}{})", stops.join(", ")));
    let stop = (or("part.color", color()), 0..=100).prop_map(|(color, at)| {
        format!(
            r#"{{"color":{},"position":{}}}"#,
            json(&color),
            f64::from(at) / 100.0
        )
    });
    let list = vec(stop, 1..5).prop_map(|stops| format!("[{}]", stops.join(",")));
    prop_oneof![text, list].boxed()
}

fn typography() -> Texts {
    let text = (
        word("part.weight", weight()),
        word("part.size", size()),
        word("part.height", share()),
        word("part.family", family()),
    )
        .prop_map(|(weight, size, height, family)| format!("{weight} {size}/{height} {family}"));
    let members = (
        or("part.family", family()),
        or("part.size", size()),
        or("part.weight", weight()),
        or("part.height", share()),
        signed_length(),
        1_usize..32,
    )
        .prop_map(|(family, size, weight, height, spacing, subset)| {
            let members = [
                ("fontFamily", family),
                ("fontSize", size),
                ("fontWeight", weight),
                ("lineHeight", height),
                ("letterSpacing", spacing),
            ];
            let members: Vec<String> = members
                .iter()
                .enumerate()
                .filter(|(at, _)| subset & (1 << at) != 0)
                .map(|(_, (name, text))| format!("\"{name}\":{}", json(text)))
                .collect();
            format!("{{{}}}", members.join(","))
        });
    prop_oneof![text, members].boxed()
}
