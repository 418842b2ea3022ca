use super::*;
use crate::fixture::graph;

/// One line for each difference.
fn shown(old: &str, new: &str) -> Vec<String> {
    let (old, new) = (graph(old), graph(new));
    let value = |value: &Option<Arc<str>>| value.as_deref().unwrap_or("broken").to_owned();
    diff((&old, 0), (&new, 0))
        .into_iter()
        .map(|d| {
            let what = match &d.change {
                Change::Added { kind, value: v } | Change::Removed { kind, value: v } => {
                    format!("{kind} {}", value(v))
                }
                Change::Renamed { from } => from.to_string(),
                Change::Retyped { from, to } => format!("{from} → {to}"),
                Change::Changed { from, to } => format!("{} → {}", value(from), value(to)),
            };
            format!("{} {} {}: {what}", d.mode, d.change.as_str(), d.name)
        })
        .collect()
}

#[test]
fn equal_tokensets_have_no_differences() {
    let text = "[A/Light]\na color #fff\nb color {a}\n[A/Dark]\na color #000";
    assert_eq!(shown(text, text), [""; 0]);
}

#[test]
fn values_are_compared_by_what_they_resolve_to() {
    let old = "[A/Light]\nblue color #00f\nlink color {blue}\npage color #fff\nedge border 1px solid {blue}";
    let new = "[A/Light]\nblue color #00e\nlink color #0000ff\npage color #ffffff\nedge border 1px solid {blue}";
    assert_eq!(
        shown(old, new),
        [
            "Light changed blue: #00f → #00e",
            "Light changed edge: 1px solid #00f → 1px solid #00e",
        ]
    );
}

#[test]
fn what_is_gone_and_what_is_new_is_told_by_type_and_value() {
    let old = "[A/Light]\na dimension 4px\nn number 1\nx string {lost}";
    let new = "[A/Light]\nb duration 4ms\nn string 1\nx string found";
    assert_eq!(
        shown(old, new),
        [
            "Light added b: duration 4ms",
            "Light retyped n: number → string",
            "Light changed x: broken → found",
            "Light removed a: dimension 4px",
        ]
    );
}

#[test]
fn a_token_under_another_name_is_renamed_when_a_word_stays() {
    let old =
        "[A/Light]\ncolor.blue.1 color #00f\ncolor.blue.2 color #00f\ngap.small dimension 4px";
    let new =
        "[A/Light]\npalette.blue.2 color blue\npalette.blue.1 color #0000ff\nradius dimension 4px";
    assert_eq!(
        shown(old, new),
        [
            "Light renamed palette.blue.1: color.blue.1",
            "Light renamed palette.blue.2: color.blue.2",
            "Light added radius: dimension 4px",
            "Light removed gap.small: dimension 4px",
        ]
    );
}

#[test]
fn modes_are_the_same_by_name_or_when_there_is_one() {
    let one = "[A/Base]\na number 1";
    let other = "[B/Light]\na number 2";
    assert_eq!(shown(one, other), ["Light changed a: 1 → 2"]);
    let two = "[B/Light]\na number 2\n[B/base]\na number 1";
    assert_eq!(shown(one, two), ["Light added a: number 2"]);
    assert_eq!(shown(two, one), ["Light removed a: number 2"]);
}

#[test]
fn ten_thousand_tokens_of_one_value_are_compared_at_once() {
    let lines = |prefix: &str| {
        let tokens: Vec<String> = (0..10_000)
            .map(|i| format!("{prefix}.{i} number 1"))
            .collect();
        format!("[A/Light]\n{}", tokens.join("\n"))
    };
    assert_eq!(shown(&lines("a"), &lines("b")).len(), 20_000);
}
