//! Token files made to hurt, and a command run on them whose cost is measured.

mod cost;
mod dialects;
mod documents;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

pub use cost::{Cost, measured};
use dialects::{Dialect, OURS, PLAIN, STUDIO, STYLE};

/// The size of the largest files: a little less than an import may have.
pub const LARGE: usize = 30 * 1024 * 1024;

/// Writes a file, little by little: whoever makes a hostile file must not be as large as it.
type Shape = Box<dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync>;

/// A document made to hurt.
pub struct Hostile {
    /// What it does.
    pub name: String,
    /// The format it is read as.
    pub format: &'static str,
    /// Whether other formats have it too, in their words.
    pub is_common: bool,
    /// Its files by path; the first is the one to read.
    files: Vec<(String, Shape)>,
}

impl Hostile {
    fn new(
        format: &'static str,
        name: &str,
        shape: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.to_owned(),
            format,
            is_common: false,
            files: vec![(format!("{format}.json"), Box::new(shape))],
        }
    }

    fn and(
        mut self,
        path: String,
        shape: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        self.files.push((path, Box::new(shape)));
        self
    }

    /// Writes its files into a folder; gives the paths, that of the one to read first.
    pub fn write(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for (name, shape) in &self.files {
            let path = folder.join(name);
            let mut out = BufWriter::new(File::create(&path)?);
            shape(&mut out)?;
            out.flush()?;
            paths.push(path);
        }
        Ok(paths)
    }
}

/// All of them: what every format suffers from in its own words, then what each has of its own.
pub fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    for dialect in [PLAIN, OURS, STYLE, STUDIO] {
        all.extend(common(dialect));
    }
    all.extend(documents::all());
    all
}

/// What can be said in every dialect.
fn common(d: Dialect) -> Vec<Hostile> {
    let new = |name: &str, shape: Shape| Hostile {
        is_common: true,
        ..Hostile::new(d.format, name, shape)
    };
    let one_token = move |kind: &'static str,
                          start: &'static str,
                          part: &'static str,
                          end: &'static str|
          -> Shape {
        Box::new(move |out| {
            write!(
                out,
                r#"{{"s":{},"t":{{"{}":"{kind}","{}":"{start}"#,
                d.token(kind, "x"),
                d.kind,
                d.value
            )?;
            repeat(out, part, LARGE)?;
            write!(out, "{end}\"}}}}")
        })
    };
    let text = d.text;
    let size = d.size;
    vec![
        new(
            "as many tokens as fit",
            Box::new(move |out| {
                members(out, LARGE / 40, |out, i| {
                    write!(out, r#""{i}":{}"#, d.token("number", "1"))
                })
            }),
        ),
        new(
            "170,000 tokens",
            Box::new(move |out| {
                members(out, 170_000, |out, i| {
                    write!(out, r#""{i}":{}"#, d.token("number", "1"))
                })
            }),
        ),
        new(
            "100,000 tokens with all that they can have",
            Box::new(move |out| {
                members(out, 100_000, |out, i| {
                    write!(
                        out,
                        r##""{i}":{{"{}":"color","{}":"#336699","{}":"{}","$extensions":{{"org.example":{{"a":"{i}"}}}}}}"##,
                        d.kind,
                        d.value,
                        d.description,
                        "why ".repeat(20)
                    )
                })
            }),
        ),
        new(
            "one name over and over",
            Box::new(move |out| {
                members(out, LARGE / 40, |out, _| {
                    write!(out, r#""a":{}"#, d.token("number", "1"))
                })
            }),
        ),
        new(
            "names that fold into one",
            Box::new(move |out| {
                members(out, 1 << 17, |out, i| {
                    let name: String = (0..17)
                        .map(|bit| if i >> bit & 1 == 0 { "a-" } else { "a!" })
                        .collect();
                    write!(out, r#""{name}":{}"#, d.token("number", "1"))
                })
            }),
        ),
        new(
            "many tokens far down",
            Box::new(move |out| {
                for _ in 0..60 {
                    out.write_all(br#"{"g":"#)?;
                }
                members(out, 300_000, |out, i| {
                    write!(out, r#""{}{i}":{}"#, "n".repeat(60), d.token("number", "1"))
                })?;
                repeat(out, "}", 60)
            }),
        ),
        new(
            "nested as deep as may be",
            Box::new(move |out| {
                members(out, 100_000, |out, i| {
                    write!(out, r#""{i}":"#)?;
                    repeat(out, r#"{"a":"#, 5 * 120)?;
                    write!(out, "{}", d.token("number", "1"))?;
                    repeat(out, "}", 120)
                })
            }),
        ),
        new(
            "nested too deep",
            Box::new(|out| repeat(out, r#"{"a":"#, LARGE)),
        ),
        new(
            "lists in lists",
            Box::new(move |out| {
                write!(out, r#"{{"a":{{"{}":"{size}","{}":["#, d.kind, d.value)?;
                repeat(out, "[],", LARGE)?;
                out.write_all(b"[]]}}")
            }),
        ),
        new(
            "empty groups",
            Box::new(|out| members(out, LARGE / 10, |out, i| write!(out, r#""{i}":{{}}"#))),
        ),
        new(
            "a value of many members",
            Box::new(move |out| {
                write!(out, r#"{{"a":{{"{}":"shadow","{}":"#, d.kind, d.value)?;
                members(out, LARGE / 12, |out, i| write!(out, r#""{i}":0"#))?;
                out.write_all(b"}}")
            }),
        ),
        new("one text", one_token(text, "", "x", "")),
        new("one text of another type", one_token("color", "", "x", "")),
        new("one text of escapes", one_token(text, "", r"\u0041", "")),
        new("one text of quotes", one_token(text, "", r#"\""#, "")),
        new("one reference", one_token(text, "{", "a", "}")),
        new("references without end", one_token(text, "", "{a", "")),
        new("a text of references", one_token(text, "", "{s}", "")),
        new("a text of braces", one_token(text, "", "{", "")),
        new("a text of dollars", one_token(text, "", "$", "")),
        new("a text of dollars and dots", one_token(size, "", "$a.", "")),
        new("one sum", one_token(size, "1px", "+1px", "")),
        new("one sum of numbers", one_token(size, "1", "+1", "")),
        new("brackets in brackets", one_token(size, "1px*", "(", "")),
        new(
            "a thousand brackets",
            Box::new(move |out| {
                let text = format!("1px*{}1{}", "(".repeat(1000), ")".repeat(1000));
                members(out, LARGE / 2100, |out, i| {
                    write!(out, r#""{i}":{}"#, d.token(size, &text))
                })
            }),
        ),
        new(
            "one gradient",
            one_token("gradient", "linear-gradient(red", ", red", ")"),
        ),
        new(
            "one list of families",
            one_token("fontFamily", "a", ", a", ""),
        ),
        new(
            "one shadow",
            one_token("shadow", "0 0 #000", ", 0 0 #000", ""),
        ),
        new(
            "one number",
            Box::new(move |out| {
                write!(out, r#"{{"a":{{"{}":"number","{}":"#, d.kind, d.value)?;
                repeat(out, "1", LARGE)?;
                out.write_all(b"}}")
            }),
        ),
        new(
            "one name",
            Box::new(move |out| {
                out.write_all(b"{\"")?;
                repeat(out, "a.", LARGE)?;
                write!(out, r#"":{}}}"#, d.token("number", "1"))
            }),
        ),
        new(
            "one description",
            Box::new(move |out| {
                write!(
                    out,
                    r#"{{"a":{{"{}":"number","{}":"1","{}":""#,
                    d.kind, d.value, d.description
                )?;
                repeat(out, "*/", LARGE)?;
                out.write_all(b"\"}}")
            }),
        ),
        new(
            "one extension",
            Box::new(move |out| {
                write!(
                    out,
                    r#"{{"a":{{"{}":"number","{}":"1","$extensions":{{"x":""#,
                    d.kind, d.value
                )?;
                repeat(out, "x", LARGE)?;
                out.write_all(b"\"}}}")
            }),
        ),
        new(
            "extensions of many members",
            Box::new(move |out| {
                write!(
                    out,
                    r#"{{"a":{{"{}":"number","{}":"1","$extensions":"#,
                    d.kind, d.value
                )?;
                members(out, LARGE / 12, |out, i| write!(out, r#""{i}":0"#))?;
                out.write_all(b"}}")
            }),
        ),
        new(
            "one comment",
            Box::new(move |out| {
                out.write_all(b"{/*")?;
                repeat(out, "* /", LARGE)?;
                write!(out, r#"*/"a":{}}}"#, d.token("number", "1"))
            }),
        ),
        new(
            "comments on every line",
            Box::new(move |out| {
                out.write_all(b"{")?;
                repeat(out, "//\n", LARGE)?;
                write!(out, r#""a":{}}}"#, d.token("number", "1"))
            }),
        ),
        new(
            "a comment without end",
            Box::new(|out| {
                out.write_all(b"{")?;
                repeat(out, "/*", LARGE)
            }),
        ),
        new("a chain of 5,000", chain(d, 5_000)),
        new("a chain of 100,000", chain(d, 100_000)),
        new(
            "a circle of 100,000",
            Box::new(move |out| {
                members(out, 100_000, |out, i| {
                    write!(
                        out,
                        r#""{i}":{}"#,
                        d.token(text, &d.to(&((i + 1) % 100_000).to_string()))
                    )
                })
            }),
        ),
        new("a fan-out of 2^40", fan_out(d, text, " ")),
        new("a fan-out of 2^40 in maths", fan_out(d, size, " + ")),
        new(
            "a fan-out of 2^40 in lists",
            Box::new(move |out| {
                members(out, 41, |out, i| {
                    if i == 40 {
                        return write!(out, r#""40":{}"#, d.token("fontFamily", "a"));
                    }
                    let next = d.to(&(i + 1).to_string());
                    write!(
                        out,
                        r#""{i}":{{"{}":"fontFamily","{}":["{next}","{next}"]}}"#,
                        d.kind, d.value
                    )
                })
            }),
        ),
        new(
            "many copies of a long text",
            Box::new(move |out| {
                members(out, LARGE / 45, |out, i| match i {
                    0 => write!(out, r#""0":{}"#, d.token(text, &"x".repeat(60_000))),
                    _ => write!(out, r#""{i}":{}"#, d.token(text, &d.to("0"))),
                })
            }),
        ),
        new(
            "many long texts out of short ones",
            Box::new(move |out| {
                members(out, 5_000, |out, i| match i {
                    0 => write!(out, r#""0":{}"#, d.token(text, &"x".repeat(1_000))),
                    _ => write!(out, r#""{i}":{}"#, d.token(text, &d.to("0").repeat(60))),
                })
            }),
        ),
        new(
            "a colour changed over and over",
            Box::new(move |out| {
                members(out, 20_000, |out, i| {
                    let value = if i == 0 {
                        "#123456".to_owned()
                    } else {
                        d.to(&(i - 1).to_string())
                    };
                    write!(
                        out,
                        r##""{i}":{{"{}":"color","{}":"{value}","$extensions":{{"studio.tokens":{{"modify":{{"type":"mix","value":"0.5","color":"#fff","space":"lch"}}}}}}}}"##,
                        d.kind, d.value
                    )
                })
            }),
        ),
        new(
            "all wrong",
            Box::new(move |out| {
                members(out, LARGE / 50, |out, i| {
                    write!(out, r#""{i}{{":{}"#, d.token("nothing", "{"))
                })
            }),
        ),
    ]
}

fn chain(d: Dialect, length: usize) -> Shape {
    Box::new(move |out| {
        members(out, length, |out, i| {
            let value = if i + 1 == length {
                "x".to_owned()
            } else {
                d.to(&(i + 1).to_string())
            };
            write!(out, r#""{i}":{}"#, d.token(d.text, &value))
        })
    })
}

fn fan_out(d: Dialect, kind: &'static str, between: &'static str) -> Shape {
    Box::new(move |out| {
        members(out, 41, |out, i| {
            let next = d.to(&(i + 1).to_string());
            let value = if i == 40 {
                "1px".to_owned()
            } else {
                format!("{next}{between}{next}")
            };
            write!(out, r#""{i}":{}"#, d.token(kind, &value))
        })
    })
}

/// An object of so many members.
fn members(
    out: &mut dyn Write,
    count: usize,
    mut member: impl FnMut(&mut dyn Write, usize) -> io::Result<()>,
) -> io::Result<()> {
    out.write_all(b"{")?;
    for i in 0..count {
        if i > 0 {
            out.write_all(b",")?;
        }
        member(out, i)?;
    }
    out.write_all(b"}")
}

/// A text over and over, up to so many bytes.
fn repeat(out: &mut dyn Write, part: &str, bytes: usize) -> io::Result<()> {
    let count = bytes / part.len();
    let at_once = (64 * 1024 / part.len()).clamp(1, count.max(1));
    let many = part.repeat(at_once);
    for _ in 0..count / at_once {
        out.write_all(many.as_bytes())?;
    }
    out.write_all(part.repeat(count % at_once).as_bytes())
}
