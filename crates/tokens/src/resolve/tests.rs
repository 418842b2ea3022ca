use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::thread;

use proptest::prelude::*;

use super::*;
use crate::fixture::{find, graph, paths, place};
use crate::graph::{At, Graph, Key, Mode, Source, Token};
use crate::reference;

/// The resolution of `Set/Mode/name`, as a text.
fn resolved(graph: &Graph, path: &str) -> String {
    let (at, key) = find(graph, path);
    let token = graph.mode(at).by_key(key).unwrap();
    match Resolver::new(graph).resolve(at, token) {
        Ok(text) => text.to_string(),
        Err(broken) => format!("! {broken}"),
    }
}

#[test]
fn names_are_looked_up_in_the_documented_order() {
    let graph = graph(
        "[Old/Base]
         far string old base
         [Old/DARK]
         far string old dark
         both string old dark
         [Core/Light]
         own string core light
         fallback string core light
         far-too string core light
         [Core/Dark]
         own string core dark
         own-alias string {own}
         fallback-alias string {fallback}
         same-mode-elsewhere string {far}
         default-elsewhere string {only}
         oldest-wins string {both}
         nowhere string {none}
         case string {Own}
         [New/Base]
         only string new base
         [New/Dark]
         both string new dark",
    );
    let names = [
        "own-alias",
        "fallback-alias",
        "same-mode-elsewhere",
        "default-elsewhere",
        "oldest-wins",
        "nowhere",
        "case",
    ];
    let found =
        names.map(|name| format!("{name}: {}", resolved(&graph, &format!("Core/Dark/{name}"))));
    insta::assert_snapshot!(found.join("\n"), @"
    own-alias: core dark
    fallback-alias: core light
    same-mode-elsewhere: old dark
    default-elsewhere: new base
    oldest-wins: old dark
    nowhere: ! Alias target not found: none
    case: ! Alias target not found: Own
    ");
}

#[test]
fn a_target_looks_its_own_names_up_from_where_it_lives() {
    let graph = graph(
        "[Core/Light]
         color string white
         text string on {color}
         [Core/Dark]
         color string black
         card string {text}!",
    );
    assert_eq!(resolved(&graph, "Core/Dark/card"), "on white!");
}

#[test]
fn chains_and_composites_end_in_text() {
    let graph = graph(
        r#"[Core/Light]
         a color {b}
         b color {c.$root}
         c color #fff
         line border {width} solid {a}
         width dimension 1px
         shadow shadow {"color":"{object}","blur":"{width}","x":"-{width}"}
         object color {"colorSpace":"srgb","components":[0,0,0]}
         quote string "{a}"
         maths dimension {width} * 2"#,
    );
    let found = ["a", "line", "shadow", "quote", "maths"]
        .map(|name| resolved(&graph, &format!("Core/Light/{name}")));
    insta::assert_snapshot!(found.join("\n"), @r##"
    #fff
    1px solid #fff
    {"color":{"colorSpace":"srgb","components":[0,0,0]},"blur":"1px","x":"-1px"}
    "#fff"
    1px * 2
    "##);
}

#[test]
fn a_broken_reference_breaks_what_stands_on_it_for_the_same_reason() {
    let graph = graph(
        "[Core/Light]
         missing color {no.such}
         through border 1px solid {missing}
         self color {self}
         ring.a color {ring.b}
         ring.b color {ring.c}
         ring.c color {ring.a}
         into-ring string - {ring.b} -
         size dimension 1px
         mismatch color {size}
         through-mismatch color {mismatch}
         fine-line lineHeight {size}
         fine-size fontSize {size}
         bad-number number {fine-line}
         first-counts string {self} {no.such}",
    );
    let mut report = String::new();
    for token in graph.mode(place(&graph, "Core/Light")).tokens() {
        let path = format!("Core/Light/{}", token.name);
        writeln!(report, "{}: {}", token.name, resolved(&graph, &path)).unwrap();
    }
    insta::assert_snapshot!(report, @"
    missing: ! Alias target not found: no.such
    through: ! Alias target not found: no.such
    self: ! Alias cycle: self → self
    ring.a: ! Alias cycle: ring.a → ring.b → ring.c → ring.a
    ring.b: ! Alias cycle: ring.b → ring.c → ring.a → ring.b
    ring.c: ! Alias cycle: ring.c → ring.a → ring.b → ring.c
    into-ring: ! Alias cycle: ring.b → ring.c → ring.a → ring.b
    size: 1px
    mismatch: ! Alias type mismatch: color cannot alias dimension
    through-mismatch: ! Alias type mismatch: color cannot alias dimension
    fine-line: 1px
    fine-size: 1px
    bad-number: ! Alias type mismatch: number cannot alias lineHeight
    first-counts: ! Alias cycle: self → self
    ");
}

#[test]
fn a_cycle_starts_at_the_token_asked_for_and_is_shared_by_its_members() {
    let ring = 1_000;
    let mut text = String::from("[Core/Light]\n");
    for i in 0..ring {
        writeln!(text, "t{i} number {{t{}}}", (i + 1) % ring).unwrap();
    }
    let graph = graph(&text);
    let at = place(&graph, "Core/Light");
    let mode = graph.mode(at);
    let mut resolver = Resolver::new(&graph);
    let Err(Broken::Cycle(path)) = resolver.resolve(at, mode.get("t7").unwrap()) else {
        panic!("a ring is a cycle");
    };
    assert_eq!(path.len(), ring + 1);
    assert_eq!(path[0].as_str(), "t7");
    assert_eq!(path[ring].as_str(), "t7");
    let Err(Broken::Cycle(other)) = resolver.resolve(at, mode.get("t900").unwrap()) else {
        panic!("a ring is a cycle");
    };
    assert!(Arc::ptr_eq(&path, &other));
}

#[test]
fn a_chain_of_any_length_fits_a_small_stack() {
    let length = 100_000;
    let mut text = String::from("[Core/Light]\n");
    for i in 0..length {
        writeln!(text, "t{i} number {{t{}}}", i + 1).unwrap();
    }
    writeln!(text, "t{length} number 1").unwrap();
    let graph = graph(&text);
    let small = thread::Builder::new().stack_size(128 * 1024);
    let resolve = move || resolved(&graph, "Core/Light/t0");
    assert_eq!(small.spawn(resolve).unwrap().join().unwrap(), "1");
}

#[test]
fn a_text_that_would_double_forty_times_is_refused_at_once() {
    let mut text = String::from("[Core/Light]\nt0 string 0123456789\n");
    for i in 0..40 {
        writeln!(text, "t{} string {{t{i}}}{{t{i}}}", i + 1).unwrap();
    }
    let graph = graph(&text);
    let at = place(&graph, "Core/Light");
    let mut resolver = Resolver::new(&graph);
    let top = graph.mode(at).get("t40").unwrap();
    assert_eq!(resolver.resolve(at, top), Err(Broken::TooLong));
    assert!(resolver.steps <= 2 * 41, "{} steps", resolver.steps);
    let last_that_fits = resolver
        .resolve(at, graph.mode(at).get("t12").unwrap())
        .unwrap();
    assert_eq!(last_that_fits.len(), 10 << 12);
    assert_eq!(
        Broken::TooLong.to_string(),
        "Resolved value is longer than 64 KiB"
    );
}

#[test]
fn what_all_tokens_together_compose_is_bounded() {
    let mut text = format!("[Core/Light]\nt string {}\n", "x".repeat(60_000));
    for i in 0..100 {
        writeln!(text, "u{i} string {{t}}!").unwrap();
    }
    let graph = graph(&text);
    let view = mode_view(
        &mut Resolver::new(&graph),
        place(&graph, "Core/Light"),
        Missing::Omit,
    );
    let fine = view.tokens.iter().filter(|t| t.resolution.is_ok()).count();
    // The plain one, and as many as fit into the four megabytes of a test.
    assert_eq!(fine, 1 + 4 * 1024 * 1024 / 60_001);
    assert_eq!(view.tokens[99].resolution, Err(Broken::TooLong));
}

#[test]
fn a_hundred_thousand_tokens_take_steps_in_proportion() {
    let mut mode = Mode::new(Key(0), "Light", true);
    let count = 100_000_u128;
    for i in 0..count {
        let value = match i % 10 {
            0 => format!("{{t{}}}", (i + 7) % count),
            5 => format!("{{t{}}} and {{t{}}}", i + 1, i + 2),
            _ => "x".to_owned(),
        };
        mode.put(crate::fixture::plain(i, &format!("t{i}"), &value));
    }
    let mut graph = graph("[Core/Light]");
    let at = place(&graph, "Core/Light");
    *graph.mode_mut(at) = mode;
    let mut resolver = Resolver::new(&graph);
    let view = mode_view(&mut resolver, at, Missing::Omit);
    assert_eq!(view.tokens.len(), 100_000);
    assert!(view.tokens.iter().all(|t| t.resolution.is_ok()));
    // Each token once, each reference inside a value once.
    assert_eq!(resolver.steps, 100_000 + 20_000);
}

fn show(view: &ModeView) -> String {
    let mut text = format!(
        "{} ({}) default: {}\n",
        view.name, view.slug, view.is_default
    );
    for token in &view.tokens {
        let value = match &token.resolution {
            Ok(text) => text.to_string(),
            Err(broken) => format!("! {broken}"),
        };
        let mark = if token.target_in_view {
            " [in view]"
        } else {
            ""
        };
        writeln!(text, "{} = {value}{mark}", token.token.name).unwrap();
    }
    text
}

#[test]
fn a_view_omits_or_inherits_what_the_mode_lacks() {
    let graph = graph(
        "[Core/Light]
         palette.500 color white
         palette.50 color grey
         button color {palette.500}
         border border 1px solid {button}
         [Core/High Contrast]
         palette.500 color black
         card color {button}
         icon color {palette.500}
         far color {brand}
         lost color {nowhere}
         [Brand/Base]
         brand color red",
    );
    let at = place(&graph, "Core/High Contrast");
    let mut resolver = Resolver::new(&graph);
    insta::assert_snapshot!(show(&mode_view(&mut resolver, at, Missing::Omit)), @"
    High Contrast (high-contrast) default: false
    card = white
    far = red
    icon = black [in view]
    lost = ! Alias target not found: nowhere
    palette.500 = black
    ");
    insta::assert_snapshot!(show(&mode_view(&mut resolver, at, Missing::Inherit)), @"
    High Contrast (high-contrast) default: false
    border = 1px solid black
    button = black [in view]
    card = black [in view]
    far = red
    icon = black [in view]
    lost = ! Alias target not found: nowhere
    palette.50 = grey
    palette.500 = black
    ");
    let at = place(&graph, "Core/Light");
    insta::assert_snapshot!(show(&mode_view(&mut resolver, at, Missing::Inherit)), @"
    Light (light) default: true
    border = 1px solid white
    button = white [in view]
    palette.50 = grey
    palette.500 = white
    ");
}

#[test]
fn a_tokenset_without_modes_is_passed_over() {
    let mut graph = graph(
        "[Empty/Base]
         [Core/Light]
         a number {b}
         [Last/Base]
         b number 1",
    );
    Arc::make_mut(&mut graph.sets[0]).modes.clear();
    assert_eq!(resolved(&graph, "Core/Light/a"), "1");
}

/// The definition, as plainly as it can be put: no memory, no bound, recursion.
fn naive(graph: &Graph, at: At, token: &Token, path: &mut Vec<(At, Key)>) -> Resolution {
    if path.contains(&(at, token.key)) {
        return Err(Broken::Cycle([].into()));
    }
    path.push((at, token.key));
    let mut text_of = |name: &TokenName, alias: bool| {
        let (at, target) =
            naive_look_up(graph, at, name).ok_or_else(|| Broken::Missing(name.clone()))?;
        if alias && !token.kind.can_alias(target.kind) {
            return Err(Broken::Mismatch {
                from: token.kind,
                to: target.kind,
            });
        }
        naive(graph, at, target, path)
    };
    let result = match &token.source {
        Source::Alias(name) => text_of(name, true),
        Source::Plain(text) => reference::replace(text, |r| {
            text_of(&r.name, false).map(|text| text.to_string().into())
        })
        .map(Arc::from),
    };
    path.pop();
    result
}

fn naive_look_up<'g>(graph: &'g Graph, at: At, name: &TokenName) -> Option<(At, &'g Token)> {
    let mut order = vec![
        at,
        At {
            set: at.set,
            mode: 0,
        },
    ];
    for set in (0..graph.sets.len()).filter(|&set| set != at.set) {
        let modes = &graph.sets[set].modes;
        let same = |m: &Arc<Mode>| m.name.eq_ignore_ascii_case(&graph.mode(at).name);
        order.extend(modes.iter().position(same).map(|mode| At { set, mode }));
        order.push(At { set, mode: 0 });
    }
    order
        .into_iter()
        .find_map(|at| Some((at, &**graph.mode(at).tokens().find(|t| t.name == *name)?)))
}

/// Whether the names, followed from some token of the first name, lead back to that token.
fn is_a_cycle(graph: &Graph, names: &[TokenName]) -> bool {
    let starts = graph
        .places()
        .filter_map(|at| Some((at, &**graph.mode(at).get(names[0].as_str())?)));
    names.len() > 1
        && starts.into_iter().any(|start| {
            let end = names[1..].iter().try_fold(start, |(at, token), name| {
                token
                    .references()
                    .contains(name)
                    .then(|| naive_look_up(graph, at, name))?
            });
            end.is_some_and(|(at, token)| (at, token.key) == (start.0, start.1.key))
        })
}

/// Graphs of up to two tokensets, two modes, five names.
pub(crate) fn any_graph() -> impl Strategy<Value = Graph> {
    let value = prop_oneof![
        3 => "[xy]{1,2}",
        4 => "\\{[a-f]\\}",
        2 => "x \\{[a-f]\\}",
        2 => "\\{[a-f]\\}-\\{[a-f]\\}",
        1 => "\\{\"k\":\"\\{[a-f]\\}\"\\}",
    ];
    let kind = prop_oneof![4 => Just("string"), 1 => Just("number")];
    let token =
        ("[a-e]", kind, value).prop_map(|(name, kind, value)| (name, format!("{kind} {value}")));
    let mode = || prop::collection::btree_map("[a-e]", token.clone().prop_map(|t| t.1), 0..5);
    prop::collection::vec((mode(), mode()), 1..3).prop_map(|sets| {
        let mut text = String::new();
        for (number, (light, dark)) in sets.into_iter().enumerate() {
            let modes = [
                (["Light", "light"][number], light),
                (["Dark", "DARK"][number], dark),
            ];
            for (mode, tokens) in modes {
                writeln!(text, "[S{number}/{mode}]").unwrap();
                for (name, rest) in tokens {
                    writeln!(text, "{name} {rest}").unwrap();
                }
            }
        }
        graph(&text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn resolution_is_what_its_definition_says(graph in any_graph()) {
        let mut resolver = Resolver::new(&graph);
        for at in graph.places() {
            for token in graph.mode(at).tokens() {
                let expected = naive(&graph, at, token, &mut Vec::new());
                match (resolver.resolve(at, token), expected) {
                    (Err(Broken::Cycle(path)), Err(Broken::Cycle(_))) => {
                        prop_assert!(is_a_cycle(&graph, &path), "{:?}", path);
                    }
                    (found, expected) => prop_assert_eq!(found, expected),
                }
            }
        }
    }

    #[test]
    fn every_token_on_a_cycle_is_found(graph in any_graph()) {
        let tokens: Vec<(At, &Token)> = graph
            .places()
            .flat_map(|at| graph.mode(at).tokens().map(move |t| (at, &**t)))
            .collect();
        let cycles = cycles_through(&mut Resolver::new(&graph), &tokens);
        for (&(at, token), cycle) in tokens.iter().zip(cycles) {
            // Everything within reach, one reference or more away.
            let mut reach = BTreeSet::new();
            let mut next = vec![(at, token)];
            while let Some((at, token)) = next.pop() {
                for name in token.references() {
                    if let Some((at, target)) = naive_look_up(&graph, at, &name)
                        && reach.insert((at.set, at.mode, target.key))
                    {
                        next.push((at, target));
                    }
                }
            }
            let on_cycle = reach.contains(&(at.set, at.mode, token.key));
            prop_assert_eq!(cycle.is_some(), on_cycle, "{}", token.name);
            if let Some(path) = cycle {
                prop_assert!(is_a_cycle(&graph, &path), "{:?}", path);
            }
        }
    }
}

#[test]
fn direct_targets_are_told() {
    let graph = graph(
        "[Core/Light]
         a number {b}
         b number 1
         [Core/Dark]
         c number {b}",
    );
    let resolver = Resolver::new(&graph);
    let at = place(&graph, "Core/Dark");
    let mode = graph.mode(at);
    let (home, target) = resolver.target(at, mode.get("c").unwrap()).unwrap();
    assert_eq!(paths(&graph, &[(home, target.key)]), ["Core/Light/b"]);
    assert!(resolver.target(home, target).is_none());
}

#[test]
fn a_pointer_takes_a_part_of_what_its_target_resolves_to() {
    let graph = graph(
        r##"[Core/Light]
        ink color {"colorSpace":"srgb","components":[0.1,0.20,0.3]}
        alias color {ink}
        shadow shadow {"color":"{alias}","offsetX":{"value":2,"unit":"px"}}
        red number {"$ref":"#/ink/$value/components/1"}
        deep number {"$ref":"#/shadow/$value/color/components/0"}
        unit string {"$ref":"#/shadow/$value/offsetX/unit"}
        mixed color {"colorSpace":"srgb","components":[{"$ref":"#/ink/$value/components/0"},{"$ref":"#/red/$value"},0]}
        far dimension {"$ref":"#/other/$value/offsetX"}
        none number {"$ref":"#/ink/$value/components/3"}
        after number {none}
        text number {"$ref":"#/plain/$value/0"}
        plain dimension 4px
        self string {"a":{"$ref":"#/self/$value/b"},"b":1}
        missing number {"$ref":"#/nothing/$value/0"}
        [Other/Light]
        other shadow {"offsetX":{"value":7,"unit":"px"}}"##,
    );
    let names = [
        "red", "deep", "unit", "mixed", "far", "none", "after", "text", "self", "missing",
    ];
    let found = names.map(|name| {
        format!(
            "{name}: {}",
            resolved(&graph, &format!("Core/Light/{name}"))
        )
    });
    insta::assert_snapshot!(found.join("\n"), @r#"
    red: 0.20
    deep: 0.1
    unit: px
    mixed: {"colorSpace":"srgb","components":[0.1,0.20,0]}
    far: {"value":7,"unit":"px"}
    none: ! Alias target has no such part: #/ink/$value/components/3
    after: ! Alias target has no such part: #/ink/$value/components/3
    text: ! Alias target has no such part: #/plain/$value/0
    self: ! Alias cycle: self → self
    missing: ! Alias target not found: nothing
    "#);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "time is what is tested")]
fn many_pointers_into_a_large_value_are_bounded() {
    let items = vec!["\"0123456789\""; MAX_RESOLVED / 16].join(",");
    let mut text = format!("[Core/Light]\nlist string [{items}]\n");
    let pointers = vec![r##"{"$ref":"#/list/$value/0"}"##; 500].join(",");
    for i in 0..500 {
        writeln!(text, "t{i} string [{pointers}]").unwrap();
    }
    let graph = graph(&text);
    let begun = std::time::Instant::now();
    let mut resolver = Resolver::new(&graph);
    let at = At { set: 0, mode: 0 };
    let all = graph.mode(at).tokens().map(|t| resolver.resolve(at, t));
    let too_long = all.filter(|r| *r == Err(Broken::TooLong)).count();
    assert!(too_long > 0);
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}
