//! What only some formats can do: groups that extend others, pointers into values, resolver documents,
//! themes.

use std::io::{self, Write};

use super::{Hostile, LARGE, members, repeat};

pub(super) fn all() -> Vec<Hostile> {
    let mut all = dtcg();
    all.extend(resolver());
    all.extend(studio());
    all
}

fn dtcg() -> Vec<Hostile> {
    let new =
        |name: &str, shape: fn(&mut dyn Write) -> io::Result<()>| Hostile::new("dtcg", name, shape);
    vec![
        new("a chain of 5,000 groups", |out| {
            members(out, 5_000, |out, i| {
                write!(
                    out,
                    r#""{i}":{{"$extends":"{{{}}}","t{i}":{{"$type":"number","$value":1}}}}"#,
                    i + 1
                )
            })
        }),
        new("a fan-out of 2^40 groups", |out| {
            members(out, 41, |out, i| match i {
                40 => write!(out, r#""40":{{"t":{{"$type":"number","$value":1}}}}"#),
                _ => write!(
                    out,
                    r##""{i}":{{"a":{{"$extends":"{{{n}}}"}},"b":{{"$ref":"#/{n}"}}}}"##,
                    n = i + 1
                ),
            })
        }),
        new("one group extended by 100,000", |out| {
            members(out, 100_000, |out, i| match i {
                0 => {
                    out.write_all(br#""0":"#)?;
                    members(out, 1_000, |out, i| {
                        write!(out, r#""{i}":{{"$type":"number","$value":1}}"#)
                    })
                }
                _ => write!(out, r#""{i}":{{"$extends":"{{0}}"}}"#),
            })
        }),
        new("groups that extend each other", |out| {
            members(out, 100_000, |out, i| {
                write!(
                    out,
                    r#""{i}":{{"$extends":"{{{}}}","a":{{"$extends":"{{{}}}"}}}}"#,
                    (i + 1) % 1_000,
                    i / 2
                )
            })
        }),
        new("a chain of 5,000 pointers", |out| {
            members(out, 5_000, |out, i| match i {
                4_999 => write!(out, r#""4999":{{"$type":"number","$value":1}}"#),
                _ => write!(
                    out,
                    r##""{i}":{{"$type":"number","$value":{{"$ref":"#/{}/$value"}}}}"##,
                    i + 1
                ),
            })
        }),
        new("a chain of 5,000 pointers into values", |out| {
            members(out, 5_000, |out, i| match i {
                4_999 => write!(
                    out,
                    r#""4999":{{"$type":"cubicBezier","$value":[0,0,1,1]}}"#
                ),
                _ => write!(
                    out,
                    r##""{i}":{{"$type":"cubicBezier","$value":[0,{{"$ref":"#/{n}/$value/1"}},1,{{"$ref":"#/{n}/$value/3"}}]}}"##,
                    n = i + 1
                ),
            })
        }),
        new("100,000 pointers into one value", |out| {
            members(out, 100_000, |out, i| match i {
                0 => {
                    out.write_all(br#""0":{"$type":"fontFamily","$value":["#)?;
                    repeat(out, r#""a","#, 4 * 14_000)?;
                    out.write_all(br#""b"]}"#)
                }
                _ => write!(
                    out,
                    r##""{i}":{{"$type":"fontFamily","$value":{{"$ref":"#/0/$value/{}"}}}}"##,
                    i % 14_000
                ),
            })
        }),
        new("a long pointer", |out| {
            out.write_all(br##"{"a":{"$type":"number","$value":{"$ref":"#"##)?;
            repeat(out, "/a", LARGE)?;
            out.write_all(br#""}}}"#)
        }),
        new("composites in composites", |out| {
            members(out, 1_000, |out, i| {
                write!(out, r#""{i}":{{"$type":"shadow","$value":"#)?;
                repeat(out, r#"{"color":["#, 10 * 60)?;
                out.write_all(b"0")?;
                repeat(out, "]}", 2 * 60)?;
                out.write_all(b"}")
            })
        }),
        new("roots in roots", |out| {
            members(out, 20_000, |out, i| {
                write!(out, r#""{i}":"#)?;
                repeat(out, r#"{"$root":"#, 9 * 100)?;
                out.write_all(br#"{"$type":"number","$value":1}"#)?;
                repeat(out, "}", 100)
            })
        }),
    ]
}

fn resolver() -> Vec<Hostile> {
    let new = |name: &str, shape: fn(&mut dyn Write) -> io::Result<()>| {
        Hostile::new("dtcg-resolver", name, shape)
    };
    let many = |count: usize, name: &str| {
        let sources = move |out: &mut dyn Write, from: usize| -> io::Result<()> {
            out.write_all(b"[")?;
            for i in 0..20 {
                let comma = if i == 0 { "" } else { "," };
                write!(out, r#"{comma}{{"$ref":"{}.json"}}"#, (from + i) % 20)?;
            }
            out.write_all(b"]")
        };
        let main = Hostile::new("dtcg-resolver", name, move |out| {
            out.write_all(br##"{"version":"2025.10","resolutionOrder":[{"$ref":"#/modifiers/m"}],"modifiers":{"m":{"contexts":"##)?;
            members(out, count, |out, i| {
                write!(out, r#""{i}":"#)?;
                sources(out, i)
            })?;
            out.write_all(b"}}}")
        });
        (0..20).fold(main, |main, file| {
            main.and(format!("{file}.json"), move |out| {
                members(out, 1_300, |out, i| {
                    write!(
                        out,
                        r#""f{file}":{{"t{i}":{{"$type":"color","$value":"{{f{}.t{i}}}"}}}}"#,
                        (file + 1) % 20
                    )
                })
            })
        })
    };
    vec![
        many(50, "50 modes of 20 files"),
        many(51, "51 modes of 20 files"),
        new("50 modes of one large set", |out| {
            out.write_all(br##"{"version":"2025.10","resolutionOrder":[{"$ref":"#/sets/s"},{"$ref":"#/modifiers/m"}],"sets":{"s":{"sources":["##)?;
            members(out, 20_000, |out, i| {
                write!(out, r#""t{i}":{{"$type":"number","$value":1}}"#)
            })?;
            out.write_all(br#"]}},"modifiers":{"m":{"contexts":"#)?;
            members(out, 50, |out, i| {
                write!(out, r#""{i}":[{{"x":{{"$type":"number","$value":{i}}}}}]"#)
            })?;
            out.write_all(b"}}}")
        }),
        new("50 modes of a small set", |out| {
            out.write_all(br##"{"version":"2025.10","resolutionOrder":[{"$ref":"#/sets/s"},{"$ref":"#/modifiers/m"}],"sets":{"s":{"sources":["##)?;
            members(out, 3_300, |out, i| {
                write!(out, r#""t{i}":{{"$type":"number","$value":1}}"#)
            })?;
            out.write_all(br#"]}},"modifiers":{"m":{"contexts":"#)?;
            members(out, 50, |out, i| {
                write!(out, r#""{i}":[{{"x":{{"$type":"number","$value":{i}}}}}]"#)
            })?;
            out.write_all(b"}}}")
        }),
        new("2^40 choices", |out| {
            out.write_all(br#"{"version":"2025.10","modifiers":"#)?;
            members(out, 40, |out, i| {
                write!(out, r#""{i}":{{"contexts":{{"a":[{{}}],"b":[{{}}]}}}}"#)
            })?;
            out.write_all(br#","resolutionOrder":["#)?;
            for i in 0..40 {
                write!(
                    out,
                    r##"{}{{"$ref":"#/modifiers/{i}"}}"##,
                    if i == 0 { "" } else { "," }
                )?;
            }
            out.write_all(b"]}")
        }),
        new("a fan-out of 2^40 sets", |out| {
            out.write_all(br#"{"version":"2025.10","sets":"#)?;
            members(out, 41, |out, i| match i {
                40 => write!(
                    out,
                    r#""40":{{"sources":[{{"t":{{"$type":"number","$value":1}}}}]}}"#
                ),
                _ => write!(
                    out,
                    r##""{i}":{{"sources":[{{"$ref":"#/sets/{n}"}},{{"$ref":"#/sets/{n}"}}]}}"##,
                    n = i + 1
                ),
            })?;
            out.write_all(br##","resolutionOrder":[{"$ref":"#/sets/0"}]}"##)
        }),
        new("a chain of 5,000 sets", |out| {
            out.write_all(br#"{"version":"2025.10","sets":"#)?;
            members(out, 5_000, |out, i| match i {
                4_999 => write!(
                    out,
                    r#""4999":{{"sources":[{{"t":{{"$type":"number","$value":1}}}}]}}"#
                ),
                _ => write!(
                    out,
                    r##""{i}":{{"sources":[{{"$ref":"#/sets/{}"}}]}}"##,
                    i + 1
                ),
            })?;
            out.write_all(br##","resolutionOrder":[{"$ref":"#/sets/0"}]}"##)
        }),
        new("100,000 references to files", |out| {
            out.write_all(br#"{"version":"2025.10","sets":{"s":{"sources":["#)?;
            for i in 0..100_000 {
                write!(
                    out,
                    r#"{}{{"$ref":"f{i}.json"}}"#,
                    if i == 0 { "" } else { "," }
                )?;
            }
            out.write_all(br##"]}},"resolutionOrder":[{"$ref":"#/sets/s"}]}"##)
        }),
        new("100,000 sources of one file", |out| {
            out.write_all(br#"{"version":"2025.10","sets":{"s":{"sources":["#)?;
            for i in 0..100_000 {
                write!(
                    out,
                    r#"{}{{"$ref":"one.json"}}"#,
                    if i == 0 { "" } else { "," }
                )?;
            }
            out.write_all(br##"]}},"resolutionOrder":[{"$ref":"#/sets/s"}]}"##)
        })
        .and("one.json".to_owned(), |out| {
            members(out, 1_000, |out, i| {
                write!(out, r#""t{i}":{{"$type":"number","$value":1}}"#)
            })
        }),
        new("100,000 contexts", |out| {
            out.write_all(br##"{"version":"2025.10","resolutionOrder":[{"$ref":"#/modifiers/m"}],"modifiers":{"m":{"contexts":"##)?;
            members(out, 100_000, |out, i| write!(out, r#""{i}":[]"#))?;
            out.write_all(b"}}}")
        }),
    ]
}

fn studio() -> Vec<Hostile> {
    let new = |name: &str, shape: fn(&mut dyn Write) -> io::Result<()>| {
        Hostile::new("tokens-studio", name, shape)
    };
    vec![
        new("50 themes of one large set", |out| {
            out.write_all(br#"{"s":"#)?;
            set(out, 50_000)?;
            out.write_all(br#","$themes":["#)?;
            for i in 0..50 {
                let comma = if i == 0 { "" } else { "," };
                write!(
                    out,
                    r#"{comma}{{"name":"{i}","selectedTokenSets":{{"s":"enabled"}}}}"#
                )?;
            }
            out.write_all(b"]}")
        }),
        new("50 themes of a small set", |out| {
            out.write_all(br#"{"s":"#)?;
            set(out, 3_300)?;
            out.write_all(br#","$themes":["#)?;
            for i in 0..50 {
                let comma = if i == 0 { "" } else { "," };
                write!(
                    out,
                    r#"{comma}{{"name":"{i}","selectedTokenSets":{{"s":"enabled"}}}}"#
                )?;
            }
            out.write_all(b"]}")
        }),
        new("2^40 themes", |out| {
            out.write_all(br#"{"s":{},"$themes":["#)?;
            for i in 0..80 {
                let comma = if i == 0 { "" } else { "," };
                write!(
                    out,
                    r#"{comma}{{"name":"{i}","group":"{}","selectedTokenSets":{{"s":"enabled"}}}}"#,
                    i / 2
                )?;
            }
            out.write_all(b"]}")
        }),
        new("100,000 themes, each of a group", |out| {
            out.write_all(br#"{"s":{"t":{"type":"number","value":"1"}},"$themes":["#)?;
            for i in 0..100_000 {
                let comma = if i == 0 { "" } else { "," };
                write!(
                    out,
                    r#"{comma}{{"name":"{i}","group":"{i}","selectedTokenSets":{{"s":"enabled"}}}}"#
                )?;
            }
            out.write_all(b"]}")
        }),
        new("100,000 sets", |out| {
            out.write_all(b"{")?;
            for i in 0..100_000 {
                write!(out, r#""s{i}":{{"t{i}":{{"type":"number","value":"1"}}}},"#)?;
            }
            out.write_all(br#""$metadata":{"tokenSetOrder":["s9"]},"$themes":[{"name":"a","selectedTokenSets":"#)?;
            members(out, 50_000, |out, i| write!(out, r#""s{i}":"enabled""#))?;
            out.write_all(br#"},{"name":"b","selectedTokenSets":"#)?;
            members(out, 50_000, |out, i| write!(out, r#""s{i}":"enabled""#))?;
            out.write_all(b"}]}")
        }),
        new("100,000 sets that say the same", |out| {
            out.write_all(b"{")?;
            for i in 0..100_000 {
                write!(out, r#""s{i}":{{"t":{{"type":"number","value":"{i}"}}}},"#)?;
            }
            out.write_all(br#""$metadata":{"tokenSetOrder":[]}}"#)
        }),
        new("a chain of 5,000 sums", |out| {
            members(out, 5_000, |out, i| match i {
                0 => write!(out, r#""0":{{"type":"spacing","value":"1"}}"#),
                _ => write!(
                    out,
                    r#""{i}":{{"type":"spacing","value":"({{{}}} + 1) * 1"}}"#,
                    i - 1
                ),
            })
        }),
        new("tokens in tokens", |out| {
            members(out, 8_000, |out, i| {
                write!(out, r#""{i}":"#)?;
                repeat(out, r#"{"type":"number","value":"1","a":"#, 33 * 100)?;
                out.write_all(br#"{"type":"number","value":"1"}"#)?;
                repeat(out, "}", 100)
            })
        }),
        new("groups beside a value", |out| {
            members(out, 20_000, |out, i| {
                write!(out, r#""{i}":{{"type":"number","value":"1","a":"#)?;
                repeat(out, r#"{"a":"#, 5 * 120)?;
                out.write_all(b"0")?;
                repeat(out, "}", 121)
            })
        }),
        new("compositions in compositions", |out| {
            members(out, 20_000, |out, i| {
                write!(out, r#""{i}":{{"type":"composition","value":"#)?;
                repeat(out, r#"{"a":"#, 5 * 120)?;
                out.write_all(br#""{0}""#)?;
                repeat(out, "}", 121)
            })
        }),
        new("shadows of many layers", |out| {
            out.write_all(br#"{"a":{"type":"boxShadow","value":["#)?;
            repeat(
                out,
                r##"{"x":"1*1","y":"1","blur":"{0}","spread":"1","color":"#000","type":"dropShadow"},"##,
                LARGE,
            )?;
            out.write_all(br##"{"x":"1","y":"1","blur":"1","spread":"1","color":"#000","type":"dropShadow"}]}}"##)
        }),
    ]
}

/// A set of tokens.
fn set(out: &mut dyn Write, count: usize) -> io::Result<()> {
    members(out, count, |out, i| {
        write!(out, r#""t{i}":{{"type":"number","value":"1"}}"#)
    })
}
