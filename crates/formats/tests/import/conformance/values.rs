//! Values of every type.

use super::Rule;

pub(super) const SIMPLE: [Rule; 11] = [
    Rule {
        id: "dimension-object",
        kept: &[
            r#"{ "a": { "$type": "dimension", "$value": { "value": 0, "unit": "px" } }, "b": { "$type": "dimension", "$value": { "unit": "rem", "value": -1.5 } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "dimension", "$value": "16px" } }"#,
                "invalid_value /a/$value 1:42",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": 0 } }"#,
                "invalid_value /a/$value 1:42",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "px", "name": "x" } } }"#,
                "unknown_member /a/$value/name 1:70",
            ),
        ],
    },
    Rule {
        id: "dimension-unit",
        kept: &[
            r#"{ "g": { "$type": "dimension", "a": { "$value": { "value": 2, "unit": "rem" } } } }"#,
        ],
        broken: &[
            (
                "{ \"a\": { \"$type\": \"dimension\",\n  \"$value\": { \"value\": 1, \"unit\": \"em\" } } }",
                "invalid_value /a/$value/unit 2:35",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": { "value": 100, "unit": "%" } } }"#,
                "invalid_value /a/$value/unit 1:66",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": { "value": 1, "unit": "PX" } } }"#,
                "invalid_value /a/$value/unit 1:64",
            ),
        ],
    },
    Rule {
        id: "dimension-unit-with-zero",
        kept: &[r#"{ "a": { "$type": "dimension", "$value": { "value": 0, "unit": "rem" } } }"#],
        broken: &[(
            r#"{ "a": { "$type": "dimension", "$value": { "value": 0 } } }"#,
            "missing_member /a/$value 1:42",
        )],
    },
    Rule {
        id: "dimension-number",
        kept: &[r#"{ "a": { "$type": "dimension", "$value": { "value": 1e2, "unit": "px" } } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "dimension", "$value": { "value": "1", "unit": "px" } } }"#,
                "invalid_value /a/$value/value 1:53",
            ),
            (
                r#"{ "a": { "$type": "dimension", "$value": { "unit": "px" } } }"#,
                "missing_member /a/$value 1:42",
            ),
        ],
    },
    Rule {
        id: "font-family",
        kept: &[
            r#"{ "a": { "$type": "fontFamily", "$value": "Comic Sans MS" }, "b": { "$type": "fontFamily", "$value": ["Inter", "sans-serif"] } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "fontFamily", "$value": 5 } }"#,
                "invalid_value /a/$value 1:43",
            ),
            (
                r#"{ "a": { "$type": "fontFamily", "$value": [] } }"#,
                "invalid_value /a/$value 1:43",
            ),
            (
                r#"{ "a": { "$type": "fontFamily", "$value": ["Inter", ["Arial"]] } }"#,
                "invalid_value /a/$value/1 1:53",
            ),
        ],
    },
    Rule {
        id: "font-weight-range",
        kept: &[
            r#"{ "g": { "$type": "fontWeight", "a": { "$value": 1 }, "b": { "$value": 1000 }, "c": { "$value": 350.5 } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "fontWeight", "$value": 0 } }"#,
                "invalid_value /a/$value 1:43",
            ),
            (
                r#"{ "a": { "$type": "fontWeight", "$value": 1001 } }"#,
                "invalid_value /a/$value 1:43",
            ),
        ],
    },
    Rule {
        id: "font-weight-word",
        kept: &[
            r#"{ "g": { "$type": "fontWeight", "a": { "$value": "hairline" }, "b": { "$value": "extra-black" } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "fontWeight", "$value": "Bold" } }"#,
                "invalid_value /a/$value 1:43",
            ),
            (
                r#"{ "a": { "$type": "fontWeight", "$value": "700" } }"#,
                "invalid_value /a/$value 1:43",
            ),
            (
                r#"{ "a": { "$type": "fontWeight", "$value": "extrabold" } }"#,
                "invalid_value /a/$value 1:43",
            ),
        ],
    },
    Rule {
        id: "duration",
        kept: &[
            r#"{ "g": { "$type": "duration", "a": { "$value": { "value": 100, "unit": "ms" } }, "b": { "$value": { "value": 1.5, "unit": "s" } } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "duration", "$value": "100ms" } }"#,
                "invalid_value /a/$value 1:41",
            ),
            (
                r#"{ "a": { "$type": "duration", "$value": { "value": 1, "unit": "min" } } }"#,
                "invalid_value /a/$value/unit 1:63",
            ),
            (
                r#"{ "a": { "$type": "duration", "$value": { "value": true, "unit": "s" } } }"#,
                "invalid_value /a/$value/value 1:52",
            ),
            (
                r#"{ "a": { "$type": "duration", "$value": { "value": 0 } } }"#,
                "missing_member /a/$value 1:41",
            ),
        ],
    },
    Rule {
        id: "cubic-bezier-numbers",
        kept: &[r#"{ "a": { "$type": "cubicBezier", "$value": [0, -10, 1, 2.5] } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1] } }"#,
                "invalid_value /a/$value 1:44",
            ),
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1, 1, 1] } }"#,
                "invalid_value /a/$value 1:44",
            ),
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": [0, "0", 1, 1] } }"#,
                "invalid_value /a/$value/1 1:48",
            ),
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": "ease-in" } }"#,
                "invalid_value /a/$value 1:44",
            ),
        ],
    },
    Rule {
        id: "cubic-bezier-x",
        kept: &[r#"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1, 1] } }"#],
        broken: &[
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": [-0.1, 0, 1, 1] } }"#,
                "invalid_value /a/$value/0 1:45",
            ),
            (
                r#"{ "a": { "$type": "cubicBezier", "$value": [0, 0, 1.01, 1] } }"#,
                "invalid_value /a/$value/2 1:51",
            ),
        ],
    },
    Rule {
        id: "number",
        kept: &[
            r#"{ "g": { "$type": "number", "a": { "$value": -2.5 }, "b": { "$value": 1e3 } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "number", "$value": "1" } }"#,
                "invalid_value /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": true } }"#,
                "invalid_value /a/$value 1:39",
            ),
            (
                r#"{ "a": { "$type": "number", "$value": [1] } }"#,
                "invalid_value /a/$value 1:39",
            ),
        ],
    },
];

pub(super) const COLORS: [Rule; 8] = [
    Rule {
        id: "color-object",
        kept: &[
            r##"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0.5], "alpha": 0.5, "hex": "#FF0080" } } }"##,
        ],
        broken: &[
            (
                r##"{ "a": { "$type": "color", "$value": "#3b82f6" } }"##,
                "invalid_value /a/$value 1:38",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": [1, 0, 0] } }"#,
                "invalid_value /a/$value 1:38",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "components": [1, 0, 0] } } }"#,
                "missing_member /a/$value 1:38",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb" } } }"#,
                "missing_member /a/$value 1:38",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "opacity": 1 } } }"#,
                "unknown_member /a/$value/opacity 1:87",
            ),
        ],
    },
    Rule {
        id: "color-space",
        kept: &[
            r#"{ "g": { "$type": "color", "a": { "$value": { "colorSpace": "xyz-d50", "components": [0.5, 0.2, 0.7] } },
  "b": { "$value": { "colorSpace": "rec2020", "components": [1, 0, 1] } } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "rgb", "components": [1, 0, 0] } } }"#,
                "invalid_value /a/$value/colorSpace 1:54",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "sRGB", "components": [1, 0, 0] } } }"#,
                "invalid_value /a/$value/colorSpace 1:54",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": 1, "components": [1, 0, 0] } } }"#,
                "invalid_value /a/$value/colorSpace 1:54",
            ),
        ],
    },
    Rule {
        id: "color-component-count",
        kept: &[
            r#"{ "a": { "$type": "color", "$value": { "colorSpace": "display-p3", "components": [1, 0, 0] } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0] } } }"#,
                "invalid_value /a/$value/components 1:76",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0, 1] } } }"#,
                "invalid_value /a/$value/components 1:76",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": "1 0 0" } } }"#,
                "invalid_value /a/$value/components 1:76",
            ),
        ],
    },
    Rule {
        id: "color-component",
        kept: &[
            r#"{ "a": { "$type": "color", "$value": { "colorSpace": "hsl", "components": ["none", 0, 100] } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, "0", 0] } } }"#,
                "invalid_value /a/$value/components/1 1:80",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, null] } } }"#,
                "invalid_value /a/$value/components/2 1:83",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "hsl", "components": ["None", 0, 100] } } }"#,
                "invalid_value /a/$value/components/0 1:76",
            ),
        ],
    },
    Rule {
        id: "color-component-range",
        kept: &[
            r#"{ "g": { "$type": "color", "a": { "$value": { "colorSpace": "lab", "components": [60.17, 93.54, -160.5] } },
  "b": { "$value": { "colorSpace": "oklch", "components": [1, 3, 0] } }, "c": { "$value": { "colorSpace": "hwb", "components": [330, 100, 0] } } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [255, 0, 0] } } }"#,
                "invalid_value /a/$value/components/0 1:77",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "oklch", "components": [0.5, -0.1, 0] } } }"#,
                "invalid_value /a/$value/components/1 1:83",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "components": [0.5, 0, 101], "colorSpace": "hsl" } } }"#,
                "invalid_value /a/$value/components/2 1:63",
            ),
        ],
    },
    Rule {
        id: "color-hue",
        kept: &[
            r#"{ "a": { "$type": "color", "$value": { "colorSpace": "lch", "components": [60, 111.4, 359.9] } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "hsl", "components": [360, 0, 0] } } }"#,
                "invalid_value /a/$value/components/0 1:76",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "oklch", "components": [0.5, 0, -1] } } }"#,
                "invalid_value /a/$value/components/2 1:86",
            ),
        ],
    },
    Rule {
        id: "color-alpha",
        kept: &[
            r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "alpha": 0 } } }"#,
        ],
        broken: &[
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "alpha": 1.1 } } }"#,
                "invalid_value /a/$value/alpha 1:96",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "alpha": "50%" } } }"#,
                "invalid_value /a/$value/alpha 1:96",
            ),
        ],
    },
    Rule {
        id: "color-hex",
        kept: &[
            r##"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "hex": "#ff0000" } } }"##,
        ],
        broken: &[
            (
                r##"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "hex": "#f00" } } }"##,
                "invalid_value /a/$value/hex 1:94",
            ),
            (
                r##"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "hex": "#ff0000ff" } } }"##,
                "invalid_value /a/$value/hex 1:94",
            ),
            (
                r#"{ "a": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [1, 0, 0], "hex": "ff0000" } } }"#,
                "invalid_value /a/$value/hex 1:94",
            ),
        ],
    },
];

/// Tokens that composites refer to.
macro_rules! with {
    ($text:literal) => {
        concat!(
            r#"{ "c": { "$type": "color", "$value": { "colorSpace": "srgb", "components": [0, 0, 0] } },
  "d": { "$type": "dimension", "$value": { "value": 1, "unit": "px" } },
  "t": { "$type": "duration", "$value": { "value": 1, "unit": "s" } },
  "f": { "$type": "fontFamily", "$value": "Inter" },
  "w": { "$type": "fontWeight", "$value": 400 },
  "n": { "$type": "number", "$value": 1 },
  "e": { "$type": "cubicBezier", "$value": [0, 0, 1, 1] },
  "l": { "$type": "strokeStyle", "$value": "solid" },
"#,
            $text,
            " }"
        )
    };
}

pub(super) const COMPOSITE: [Rule; 13] = [
    Rule {
        id: "stroke-style-word",
        kept: &[with!(
            r#""a": { "$type": "strokeStyle", "$value": "groove" }"#
        )],
        broken: &[
            (
                with!(r#""a": { "$type": "strokeStyle", "$value": "wavy" }"#),
                "invalid_value /a/$value 9:42",
            ),
            (
                with!(r#""a": { "$type": "strokeStyle", "$value": 1 }"#),
                "invalid_value /a/$value 9:42",
            ),
        ],
    },
    Rule {
        id: "stroke-style-object",
        kept: &[with!(
            r#""a": { "$type": "strokeStyle", "$value": { "dashArray": ["{d}", { "value": 0.25, "unit": "rem" }], "lineCap": "butt" } }"#
        )],
        broken: &[
            (
                with!(r#""a": { "$type": "strokeStyle", "$value": { "dashArray": ["{d}"] } }"#),
                "missing_member /a/$value 9:42",
            ),
            (
                with!(r#""a": { "$type": "strokeStyle", "$value": { "lineCap": "round" } }"#),
                "missing_member /a/$value 9:42",
            ),
            (
                with!(
                    r#""a": { "$type": "strokeStyle", "$value": { "dashArray": ["{d}"], "lineCap": "flat" } }"#
                ),
                "invalid_value /a/$value/lineCap 9:77",
            ),
            (
                with!(
                    r#""a": { "$type": "strokeStyle", "$value": { "dashArray": "{d}", "lineCap": "butt" } }"#
                ),
                "invalid_value /a/$value/dashArray 9:57",
            ),
            (
                with!(
                    r#""a": { "$type": "strokeStyle", "$value": { "dashArray": ["{d}", 4], "lineCap": "butt" } }"#
                ),
                "invalid_value /a/$value/dashArray/1 9:65",
            ),
            (
                with!(
                    r#""a": { "$type": "strokeStyle", "$value": { "dashArray": ["{d}"], "lineCap": "butt", "gap": 1 } }"#
                ),
                "unknown_member /a/$value/gap 9:85",
            ),
        ],
    },
    Rule {
        id: "border",
        kept: &[with!(
            r#""a": { "$type": "border", "$value": { "color": "{c}", "width": "{d}", "style": "{l}" } }"#
        )],
        broken: &[
            (
                with!(r#""a": { "$type": "border", "$value": "1px solid red" }"#),
                "invalid_value /a/$value 9:37",
            ),
            (
                with!(
                    r#""a": { "$type": "border", "$value": { "color": "{c}", "style": "solid" } }"#
                ),
                "missing_member /a/$value 9:37",
            ),
            (
                with!(
                    r#""a": { "$type": "border", "$value": { "color": "{c}", "width": "{d}", "style": "solid", "radius": "{d}" } }"#
                ),
                "unknown_member /a/$value/radius 9:89",
            ),
        ],
    },
    Rule {
        id: "border-parts",
        kept: &[with!(
            r#""a": { "$type": "border", "$value": { "color": "{c}", "width": { "value": 1, "unit": "px" }, "style": { "dashArray": ["{d}"], "lineCap": "butt" } } }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "border", "$value": { "color": "red", "width": "{d}", "style": "solid" } }"#
                ),
                "invalid_value /a/$value/color 9:48",
            ),
            (
                with!(
                    r#""a": { "$type": "border", "$value": { "color": "{c}", "width": 1, "style": "solid" } }"#
                ),
                "invalid_value /a/$value/width 9:64",
            ),
            (
                with!(
                    r#""a": { "$type": "border", "$value": { "color": "{c}", "width": "{d}", "style": "none" } }"#
                ),
                "invalid_value /a/$value/style 9:80",
            ),
            (
                with!(
                    r#""a": { "$type": "border", "$value": { "color": "{d}", "width": "{d}", "style": "solid" } }"#
                ),
                "type_mismatch /a/$value/color 9:48",
            ),
        ],
    },
    Rule {
        id: "transition",
        kept: &[with!(
            r#""a": { "$type": "transition", "$value": { "duration": "{t}", "delay": { "value": 0, "unit": "ms" }, "timingFunction": "{e}" } }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "transition", "$value": { "duration": "{t}", "timingFunction": "{e}" } }"#
                ),
                "missing_member /a/$value 9:41",
            ),
            (
                with!(
                    r#""a": { "$type": "transition", "$value": { "duration": "{t}", "delay": "{t}", "timingFunction": "{e}", "property": "all" } }"#
                ),
                "unknown_member /a/$value/property 9:103",
            ),
            (
                with!(r#""a": { "$type": "transition", "$value": [] }"#),
                "invalid_value /a/$value 9:41",
            ),
        ],
    },
    Rule {
        id: "transition-parts",
        kept: &[with!(
            r#""a": { "$type": "transition", "$value": { "duration": { "value": 200, "unit": "ms" }, "delay": "{t}", "timingFunction": [0.5, 0, 1, 1] } }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "transition", "$value": { "duration": "200ms", "delay": "{t}", "timingFunction": "{e}" } }"#
                ),
                "invalid_value /a/$value/duration 9:55",
            ),
            (
                with!(
                    r#""a": { "$type": "transition", "$value": { "duration": "{t}", "delay": "{d}", "timingFunction": "{e}" } }"#
                ),
                "type_mismatch /a/$value/delay 9:71",
            ),
            (
                with!(
                    r#""a": { "$type": "transition", "$value": { "duration": "{t}", "delay": "{t}", "timingFunction": [2, 0, 1, 1] } }"#
                ),
                "invalid_value /a/$value/timingFunction/0 9:97",
            ),
        ],
    },
    Rule {
        id: "shadow",
        kept: &[with!(
            r#""a": { "$type": "shadow", "$value": { "color": "{c}", "offsetX": "{d}", "offsetY": "{d}", "blur": "{d}", "spread": "{d}", "inset": true } },
  "b": { "$type": "shadow", "$value": ["{a}", { "color": "{c}", "offsetX": "{d}", "offsetY": "{d}", "blur": "{d}", "spread": "{d}" }] }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "shadow", "$value": { "color": "{c}", "offsetX": "{d}", "offsetY": "{d}", "blur": "{d}" } }"#
                ),
                "missing_member /a/$value 9:37",
            ),
            (
                with!(r#""a": { "$type": "shadow", "$value": [] }"#),
                "invalid_value /a/$value 9:37",
            ),
            (
                with!(r#""a": { "$type": "shadow", "$value": "0 1px 2px red" }"#),
                "invalid_value /a/$value 9:37",
            ),
            (
                with!(r#""a": { "$type": "shadow", "$value": ["{c}"] }"#),
                "type_mismatch /a/$value/0 9:38",
            ),
            (
                with!(r#""a": { "$type": "shadow", "$value": [{ "x": 1 }] }"#),
                "unknown_member /a/$value/0/x 9:40",
            ),
        ],
    },
    Rule {
        id: "shadow-parts",
        kept: &[with!(
            r##""a": { "$type": "shadow", "$value": { "color": { "$ref": "#/c/$value" }, "offsetX": { "value": 0, "unit": "px" }, "offsetY": "{d}", "blur": "{d}", "spread": "{d}" } }"##
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "shadow", "$value": { "color": "{c}", "offsetX": 0, "offsetY": "{d}", "blur": "{d}", "spread": "{d}" } }"#
                ),
                "invalid_value /a/$value/offsetX 9:66",
            ),
            (
                with!(
                    r#""a": { "$type": "shadow", "$value": { "color": "{c}", "offsetX": "{d}", "offsetY": "{d}", "blur": "{n}", "spread": "{d}" } }"#
                ),
                "type_mismatch /a/$value/blur 9:99",
            ),
            (
                with!(
                    r#""a": { "$type": "shadow", "$value": { "color": "{c}", "offsetX": "{d}", "offsetY": "{d}", "blur": "{d}", "spread": "{d}", "inset": "inset" } }"#
                ),
                "invalid_value /a/$value/inset 9:132",
            ),
        ],
    },
    Rule {
        id: "gradient",
        kept: &[with!(
            r#""a": { "$type": "gradient", "$value": [{ "color": "{c}", "position": 0 }] },
  "b": { "$type": "gradient", "$value": ["{a}", { "color": "{c}", "position": "{n}" }] }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "gradient", "$value": { "color": "{c}", "position": 0 } }"#
                ),
                "invalid_value /a/$value 9:39",
            ),
            (
                with!(r#""a": { "$type": "gradient", "$value": [] }"#),
                "invalid_value /a/$value 9:39",
            ),
            (
                with!(r#""a": { "$type": "gradient", "$value": ["{c}"] }"#),
                "type_mismatch /a/$value/0 9:40",
            ),
            (
                with!(r#""a": { "$type": "gradient", "$value": [{ "color": "{c}" }] }"#),
                "missing_member /a/$value/0 9:40",
            ),
        ],
    },
    Rule {
        id: "gradient-parts",
        kept: &[with!(
            r#""a": { "$type": "gradient", "$value": [{ "color": "{c}", "position": 42 }, { "color": "{c}", "position": -99 }] }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "gradient", "$value": [{ "color": "{c}", "position": "50%" }] }"#
                ),
                "invalid_value /a/$value/0/position 9:70",
            ),
            (
                with!(
                    r#""a": { "$type": "gradient", "$value": [{ "color": "{n}", "position": 0 }] }"#
                ),
                "type_mismatch /a/$value/0/color 9:51",
            ),
        ],
    },
    Rule {
        id: "typography",
        kept: &[with!(
            r#""a": { "$type": "typography", "$value": { "fontFamily": "{f}", "fontSize": "{d}", "fontWeight": "{w}", "letterSpacing": "{d}", "lineHeight": "{n}" } }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "typography", "$value": { "fontFamily": "{f}", "fontSize": "{d}", "fontWeight": "{w}" } }"#
                ),
                "missing_member /a/$value 9:41",
            ),
            (
                with!(
                    r#""a": { "$type": "typography", "$value": { "fontName": "Inter", "fontFamily": "{f}", "fontSize": "{d}", "fontWeight": "{w}", "lineHeight": 1 } }"#
                ),
                "unknown_member /a/$value/fontName 9:43",
            ),
            (
                with!(r#""a": { "$type": "typography", "$value": "16px Inter" }"#),
                "invalid_value /a/$value 9:41",
            ),
        ],
    },
    Rule {
        id: "typography-parts",
        kept: &[with!(
            r#""a": { "$type": "typography", "$value": { "fontFamily": ["Inter", "serif"], "fontSize": { "value": 1, "unit": "rem" }, "fontWeight": "bold", "lineHeight": 1.5 } }"#
        )],
        broken: &[
            (
                with!(
                    r#""a": { "$type": "typography", "$value": { "fontFamily": "{f}", "fontSize": "{d}", "fontWeight": "{w}", "lineHeight": "{d}" } }"#
                ),
                "type_mismatch /a/$value/lineHeight 9:118",
            ),
            (
                with!(
                    r#""a": { "$type": "typography", "$value": { "fontFamily": "{f}", "fontSize": "{d}", "fontWeight": "700", "lineHeight": 1 } }"#
                ),
                "invalid_value /a/$value/fontWeight 9:97",
            ),
            (
                with!(
                    r#""a": { "$type": "typography", "$value": { "fontFamily": "{f}", "fontSize": 16, "fontWeight": "{w}", "lineHeight": 1 } }"#
                ),
                "invalid_value /a/$value/fontSize 9:76",
            ),
            (
                with!(
                    r#""a": { "$type": "typography", "$value": { "fontFamily": "{f}", "fontSize": "{d}", "fontWeight": "{w}", "letterSpacing": 0, "lineHeight": 1 } }"#
                ),
                "invalid_value /a/$value/letterSpacing 9:121",
            ),
        ],
    },
    Rule {
        id: "sub-value-is-a-value",
        kept: &[with!(
            r#""a": { "$type": "border", "$value": { "color": { "colorSpace": "srgb", "components": [0, 0, 0] }, "width": "{d}", "style": "solid" } }"#
        )],
        broken: &[(
            with!(
                r#""a": { "$type": "border", "$value": { "color": { "$type": "color", "$value": "{c}" }, "width": "{d}", "style": "solid" } }"#
            ),
            "unknown_member /a/$value/color/$type 9:50",
        )],
    },
];
