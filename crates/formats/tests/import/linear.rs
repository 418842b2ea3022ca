//! The time to read grows with the file, not with its square.

use std::fmt::Write as _;
use std::time::Duration;

use tokencraft_formats::import::{Options, import};

/// A file of `count` tokens.
type Shape = fn(count: usize) -> String;

const SHAPES: [(&str, Shape); 11] = [
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

fn fastest(text: &str) -> Duration {
    let read = || {
        let start = busy();
        std::hint::black_box(import(text.as_bytes(), &Options::default())).ok();
        busy().checked_sub(start).unwrap()
    };
    (0..2).map(|_| read()).min().unwrap()
}

#[test]
fn reading_takes_time_in_proportion() {
    for (name, shape) in SHAPES {
        let small = fastest(&shape(2_000)).max(Duration::from_millis(1));
        let large = fastest(&shape(20_000));
        println!("{name}: {small:?} {large:?}");
        let growth = large.as_secs_f64() / small.as_secs_f64();
        // A square would be 100.
        assert!(
            growth < 40.0,
            "{name}: {growth:.1} times for 10 times the tokens"
        );
    }
}
