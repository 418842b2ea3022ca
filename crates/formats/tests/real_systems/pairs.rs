//! Values that a system's own build publishes, against those of the css export.

use std::path::Path;

use serde_json::Value as Json;
use tokencraft_formats::export::{Format, Modes, References};
use tokencraft_tokens::color::Color;
use tokencraft_tokens::resolve::Missing;

use super::printed;
use super::system::load;
use super::systems::SYSTEMS;

/// The third-party test data, when it is there.
fn pairs(name: &str) -> Option<Json> {
    #[expect(clippy::disallowed_methods, reason = "a test's setting")]
    let dir = std::env::var_os("TOKENCRAFT_FIXTURES").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        Into::into,
    );
    let text = std::fs::read(dir.join("pairs").join(name)).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

#[test]
fn carbon_s_four_themes_have_the_colours_that_carbon_publishes() {
    let Some(pairs) = pairs("carbon_4_themes.json") else {
        println!("skipped: no fixtures");
        return;
    };
    let system = SYSTEMS.iter().find(|s| s.name == "carbon-themes").unwrap();
    let Some(carbon) = load(system) else {
        println!("skipped: no packages");
        return;
    };
    let mut compared = Vec::new();
    for view in carbon.views(1, Missing::Omit) {
        let css = printed(Format::Css, Modes::One(&view), References::Resolve);
        let rows = pairs["modes"][&view.slug].as_object().unwrap();
        // A row with a modifier says what that makes of the colour.
        let plain = rows
            .iter()
            .filter(|(_, row)| row["alphaModifier"].is_null());
        let plain: Vec<_> = plain.collect();
        for (name, row) in &plain {
            let property = format!("\n  --{}: ", name.replace('.', "-"));
            let (_, rest) = css
                .split_once(&property)
                .unwrap_or_else(|| panic!("no {name}"));
            let ours = rest.split_once(';').unwrap().0;
            let rgba = |text: &str| Color::parse(text).unwrap().to_rgba8();
            let expected = row["expected"].as_str().unwrap();
            let near = |(a, b): (u8, u8)| a.abs_diff(b) <= 1;
            let same = rgba(ours).into_iter().zip(rgba(expected)).all(near);
            assert!(same, "{name} of {}: {ours}, not {expected}", view.name);
        }
        compared.push(plain.len());
    }
    assert_eq!(compared, [210, 172, 169, 169]);
}
