//! The engine from file to code, up to a named stage. What a stage costs is the difference to the
//! one before it.
//!
//! `engine FILE read|parse|resolve|json|css|ios|android`
//! `engine FORMAT COUNT` prints a file of so many tokens.

use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context, bail};
use tokencraft_formats::{export, import};
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, Resolver, mode_view};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(stage)) = (arguments.next(), arguments.next()) else {
        bail!("usage: engine FILE read|parse|resolve|json|css|ios|android");
    };
    if let (Ok(format), Ok(count)) = (file.parse(), stage.parse()) {
        print!("{}", tokencraft_benches::document(format, count));
        return Ok(());
    }
    let text = std::fs::read(&file).with_context(|| format!("cannot read {file}"))?;
    if stage == "read" {
        black_box(text);
        return Ok(());
    }
    let document = import::import(&text, &import::Options::default())?;
    if stage == "parse" {
        black_box(document);
        return Ok(());
    }
    let graph = graph(document);
    let view = mode_view(
        &mut Resolver::new(&graph),
        At { set: 0, mode: 0 },
        Missing::Omit,
    );
    if stage == "resolve" {
        black_box(view);
        return Ok(());
    }
    let code = export::export(
        stage.parse()?,
        export::Modes::One(&view),
        &export::Options::default(),
    )?;
    println!("{} bytes", black_box(code).len());
    Ok(())
}

fn graph(document: import::Document) -> Graph {
    let mut mode = Mode::new(Key(0), "Base", true);
    let tokens = document.modes.into_iter().flat_map(|mode| mode.tokens);
    for (number, token) in tokens.enumerate() {
        mode.put(Arc::new(Token {
            key: Key(number as u128),
            name: token.name,
            kind: token.kind,
            source: token.source,
            description: token.description,
            extensions: token.extensions,
            deprecated: token.deprecated,
            created_at: 0,
            updated_at: 0,
            revision: 0,
        }));
    }
    let modes = vec![Arc::new(mode)];
    Graph {
        sets: vec![Arc::new(Tokenset {
            key: Key(0),
            name: "bench".into(),
            modes,
        })],
    }
}
