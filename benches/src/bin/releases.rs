//! Releases from a file's tokens in four modes, up to a named stage. What a stage costs is the
//! difference to one before it.
//!
//! `releases FILE graph|snapshot|encode|load|rebuild|css|edited|again|diff|three|merge`

use std::collections::HashMap;
use std::hint::black_box;
use std::sync::Arc;

use anyhow::{Context, bail};
use tokencraft_formats::export::{self, Format, Modes};
use tokencraft_formats::import;
use tokencraft_releases::{
    Choices, Hash, Selection, Snapshot, Take, Trio, diff, load, merge, take_sharing,
};
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, Resolver, mode_view};
use tokencraft_tokens::{Source, TokenType};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const MODES: [&str; 4] = ["Light", "Dark", "Dim", "High Contrast"];

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(stage)) = (arguments.next(), arguments.next()) else {
        bail!("usage: releases FILE STAGE");
    };
    let text = std::fs::read(&file).with_context(|| format!("cannot read {file}"))?;
    let graph = graph(&import::import(&text, &import::Options::default())?);
    match stage.as_str() {
        "graph" => drop(black_box(graph)),
        "snapshot" => drop(black_box(snapshot(&graph)?)),
        "encode" => drop(black_box(stored(&snapshot(&graph)?))),
        "load" => drop(black_box(loaded(&graph)?)),
        "rebuild" => drop(black_box(loaded(&graph)?.workspaces[0].graph())),
        "css" => println!("{} bytes", css(&loaded(&graph)?.workspaces[0].graph())?),
        "edited" | "again" | "diff" => {
            let (old, graph) = (snapshot(&graph)?, edited(&graph, 0));
            if stage != "edited" {
                let new = sharing(&graph, &[&old])?;
                if stage == "diff" {
                    println!("{} differences", diff(&old, &new).len());
                }
                black_box(new);
            }
            black_box((old, graph));
        }
        "three" | "merge" => {
            let base = snapshot(&graph)?;
            let source = sharing(&edited(&graph, 0), &[&base])?;
            let production = sharing(&edited(&graph, 1), &[&base])?;
            if stage == "merge" {
                let trio = Trio {
                    base: &base,
                    source: &source,
                    production: &production,
                };
                let choices = Choices {
                    strategy: Some(Take::Source),
                    ..Choices::default()
                };
                let merged = merge(trio, &choices)?;
                println!("{} conflicts", merged.conflicts.len());
                black_box(merged);
            }
            black_box((base, source, production));
        }
        other => bail!("there is no stage `{other}`"),
    }
    Ok(())
}

fn snapshot(graph: &Graph) -> anyhow::Result<Snapshot> {
    sharing(graph, &[])
}

fn sharing(graph: &Graph, known: &[&Snapshot]) -> anyhow::Result<Snapshot> {
    let selection = Selection {
        workspace: Key(1),
        graph,
        tokensets: None,
    };
    Ok(take_sharing(&[selection], known)?.snapshot)
}

fn stored(snapshot: &Snapshot) -> HashMap<Hash, Vec<u8>> {
    let objects = snapshot.objects(|_| false).into_iter();
    objects.map(|object| (object.hash, object.body)).collect()
}

fn loaded(graph: &Graph) -> anyhow::Result<Snapshot> {
    let snapshot = snapshot(graph)?;
    let mut store = stored(&snapshot);
    load(snapshot.hash, &[], |hashes| -> anyhow::Result<_> {
        Ok(hashes
            .iter()
            .filter_map(|hash| store.remove_entry(hash))
            .collect())
    })
    .map_err(|error| anyhow::anyhow!("{error}"))
}

fn css(graph: &Graph) -> anyhow::Result<usize> {
    let mut resolver = Resolver::new(graph);
    let modes = (0..MODES.len()).map(|mode| At { set: 0, mode });
    let views: Vec<_> = modes
        .map(|at| mode_view(&mut resolver, at, Missing::Omit))
        .collect();
    let options = export::Options::default();
    Ok(export::export(Format::Css, Modes::All(&views), &options)?.len())
}

/// The graph after one side's work: every so many-th brand is described, and has other colours. One
/// side works on every 50th, the other on every 25th, so that every second piece of its work is in the
/// way.
fn edited(graph: &Graph, side: u128) -> Graph {
    let mut after = graph.clone();
    for at in graph.places() {
        for (place, token) in (0_u128..).zip(graph.mode(at).tokens()) {
            let brand = place / 250;
            if brand % [50, 25][usize::from(side == 1)] != 0 {
                continue;
            }
            let mut token = Token::clone(token);
            token.description = Some(format!("by {side}").into());
            if token.kind == TokenType::Color {
                token.source = Source::Plain(format!("#bada5{side}").into());
            }
            after.mode_mut(at).put(Arc::new(token));
        }
    }
    after
}

fn graph(document: &import::Document) -> Graph {
    let modes = MODES.iter().enumerate().map(|(number, name)| {
        let mut mode = Mode::new(Key(1 + number as u128), *name, number == 0);
        let tokens = document.modes.iter().flat_map(|mode| &mode.tokens);
        for (place, token) in tokens.enumerate() {
            mode.put(Arc::new(Token {
                key: Key((1 + place as u128) * 8 + number as u128),
                name: token.name.clone(),
                kind: token.kind,
                source: token.source.clone(),
                description: token.description.clone(),
                extensions: token.extensions.clone(),
                deprecated: token.deprecated.clone(),
                created_at: 0,
                updated_at: 0,
                revision: 0,
            }));
        }
        Arc::new(mode)
    });
    Graph {
        sets: vec![Arc::new(Tokenset {
            key: Key(0),
            name: "bench".into(),
            modes: modes.collect(),
        })],
    }
}
