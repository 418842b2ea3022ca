//! Style Dictionary's files.

use insta::assert_snapshot;
use tokencraft_formats::import::Format;

use crate::{read, read_as, show};

#[test]
fn version_3_becomes_tokens_with_all_that_stands_beside_a_value() {
    let document = read(
        r##"{
  // JSON5, too
  color: {
    base: {
      red: { value: "#f00", type: "color", comment: "Loud", attributes: { category: "color" }, themeable: true },
      link: { value: "{color.base.red.value}", type: "color" },
    },
    value: { blue: { value: "#00f", type: "color" } },
  },
  size: {
    small: { value: "2px", type: "size" },
    large: { value: "calc({size.small.value} * 2)", type: "size" },
    plain: { value: 12, type: "size" },
    named: { value: "{color.value.blue.value}" },
  },
  ease: { out: { value: "cubic-bezier(0, 0, 1, 1)", type: "other", "1": { value: "cubic-bezier(0, 0, .5, 1)", type: "other" } } },
}"##,
    );
    assert_eq!(document.format, Format::StyleDictionary);
    assert_snapshot!(document.reason.as_deref().unwrap());
    assert_snapshot!(show(&document));
}

#[test]
fn version_4_has_the_same_with_a_dollar() {
    let document = read(
        r##"{
  "color": {
    "$type": "color",
    "red": { "$value": "#f00", "original": { "$value": "{color.base}" }, "$description": "Loud" },
    "link": { "$value": "{color.red}", "$deprecated": true, "$extensions": { "org.example": 1 } }
  }
}"##,
    );
    assert_eq!(document.format, Format::StyleDictionary);
    assert_snapshot!(show(&document));
}

#[test]
fn a_token_whose_name_ends_in_value_keeps_its_name_in_references() {
    let text = r#"{"a": {"value": {"value": "1px", "type": "dimension"}, "b": {"value": "{a.value}", "type": "dimension"}, "c": {"value": "{a.value.value}", "type": "dimension"}}}"#;
    assert_snapshot!(show(&read_as(Format::StyleDictionary, text)));
}

#[test]
fn what_is_no_token_is_left_out_with_a_word() {
    let text = r#"{"a": {"note": 1, "b": {"value": null, "type": "color"}, "c": {"value": "var(--x)", "type": "color"}}}"#;
    assert_snapshot!(show(&read_as(Format::StyleDictionary, text)));
}

#[test]
fn a_value_that_is_an_object_needs_no_type() {
    let text = r#"{"a": {"value": {"h": 20, "s": 0.5, "l": 1}}, "b": {"value": {"c": {"value": "1px"}}}, "d": {"value": {}}}"#;
    assert_snapshot!(show(&read_as(Format::StyleDictionary, text)));
}
