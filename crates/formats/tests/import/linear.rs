//! The time to read grows with the file, not with its square.

use std::fmt::Write as _;
use std::time::Duration;

use tokencraft_formats::import::{Options, import};

/// A file of `count` tokens.
type Shape = fn(count: usize) -> String;

const SHAPES: [(&str, Shape); 15] = [
    ("Style Dictionary", |n| {
        members(n, |i| {
            format!(
                r#""c{i}":{{"value":"{{c{}.value}}","type":"size","comment":"x"}}"#,
                i / 2
            )
        })
    }),
    ("Tokens Studio with two themes", |n| {
        let set = members(n / 2, |i| {
            format!(r#""c{i}":{{"value":"4 * 2","type":"spacing"}}"#)
        });
        let theme = |name: &str| {
            format!(r#"{{"name":"{name}","selectedTokenSets":{{"a":"enabled","b":"source"}}}}"#)
        };
        format!(
            r#"{{"a":{set},"b":{set},"$themes":[{},{}]}}"#,
            theme("x"),
            theme("y")
        )
    }),
    ("flat on one line", |n| {
        members(n, |i| {
            format!(r##""c{i}":{{"$type":"color","$value":"#fff"}}"##)
        })
    }),
    ("one token to a line", |n| {
        members(n, |i| {
            format!("\n\"c{i}\":{{\"$type\":\"number\",\"$value\":1,\"$description\":\"é\"}}")
        })
    }),
    ("a chain of aliases without types", |n| {
        members(n, |i| format!(r#""c{i}":{{"$value":"{{c{}}}"}}"#, i + 1))
    }),
    ("one circle of aliases", |n| {
        members(n, |i| {
            format!(r#""c{i}":{{"$value":"{{c{}}}"}}"#, (i + 1) % n)
        })
    }),
    ("many circles, each with a way into it", |n| {
        members(n, |i| {
            let next = if i % 3 == 2 { i - 1 } else { i + 1 };
            format!(r#""c{i}":{{"$value":"{{c{next}}}"}}"#)
        })
    }),
    ("references by pointer", |n| {
        members(n, |i| {
            format!(
                r##""c{i}":{{"$type":"number","$ref":"#/c{}/$value"}}"##,
                i / 2
            )
        })
    }),
    ("one name over and over", |n| {
        members(n, |_| r#""c":{"$type":"number","$value":1}"#.into())
    }),
    ("nothing right", |n| {
        members(n, |i| {
            format!(r#""c{i}{{":{{"$type":"x","$value":[],"a":1}},"d{i}":{{"$value":"é"}}"#)
        })
    }),
    ("a chain of parts of values", |n| {
        members(n, |i| {
            let next = (i + 1) % n;
            format!(
                r##""c{i}":{{"$type":"dimension","$value":{{"value":{{"$ref":"#/c{next}/$value/value"}},"unit":"px"}}}}"##
            )
        })
    }),
    ("references that lead out of the file", |n| {
        members(n, |i| {
            format!(r#""c{i}":{{"$type":"number","$value":"{{d{i}.x.y}}"}}"#)
        })
    }),
    ("references to groups", |n| {
        let group = r#"{"$root":{"$type":"number","$value":1},"x":{"y":{}}}"#;
        let tokens = members(n, |i| {
            format!(r#""c{i}":{{"$type":"number","$value":"{{g.x.y}}"}}"#)
        });
        format!(r#"{{"g":{group},"t":{tokens}}}"#)
    }),
    ("one reference of many names", |n| {
        let name = "a.".repeat(8 * n);
        format!(r#"{{"a":{{"$type":"number","$value":"{{{name}a}}"}}}}"#)
    }),
    ("below a name that is too long", |n| {
        let inside = members(n, |i| format!(r#""c{i}":{{"$value":1}}"#));
        format!(r#"{{"{}":{inside}}}"#, "é".repeat(n))
    }),
];

fn members(count: usize, member: impl Fn(usize) -> String) -> String {
    let mut text = String::from("{");
    for i in 0..count {
        let comma = if i == 0 { "" } else { "," };
        write!(text, "{comma}{}", member(i)).unwrap();
    }
    text + "}"
}

/// How long this thread has run on a processor: other load on the machine does not count.
fn busy() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanos = stat.split(' ').next().unwrap();
    Duration::from_nanos(nanos.parse().unwrap())
}

fn fastest(text: &str, strict: bool) -> Duration {
    let options = Options {
        format: None,
        strict,
    };
    let read = || {
        let start = busy();
        std::hint::black_box(import(text.as_bytes(), &options)).ok();
        busy().checked_sub(start).unwrap()
    };
    (0..2).map(|_| read()).min().unwrap()
}

fn assert_linear(shapes: &[(&str, Shape)], strict: bool) {
    for (name, shape) in shapes {
        let small = fastest(&shape(2_000), strict).max(Duration::from_millis(1));
        let large = fastest(&shape(20_000), strict);
        println!("{name}: {small:?} {large:?}");
        let growth = large.as_secs_f64() / small.as_secs_f64();
        // A square would be 100.
        assert!(
            growth < 40.0,
            "{name}: {growth:.1} times for 10 times the tokens"
        );
    }
}

#[test]
fn reading_takes_time_in_proportion() {
    assert_linear(&SHAPES, false);
}

#[test]
fn strict_reading_of_the_standard_takes_time_in_proportion() {
    assert_linear(&SHAPES[2..], true);
}
