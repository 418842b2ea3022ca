//! Types as other tools name them.

use tokencraft_tokens::TokenType;

/// What a type of another tool means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Foreign {
    /// One of ours.
    Known(TokenType),
    /// Nothing: the value tells.
    Any,
}

/// Types of Tokens Studio that no other tool has: they tell its files.
pub(super) const STUDIO: [&str; 16] = [
    "asset",
    "borderRadius",
    "borderWidth",
    "boxShadow",
    "composition",
    "fontFamilies",
    "fontSizes",
    "fontWeights",
    "lineHeights",
    "opacity",
    "other",
    "paragraphSpacing",
    "sizing",
    "spacing",
    "textCase",
    "textDecoration",
];

/// The meaning of a type's name: Tokens Studio's plurals, Style Dictionary's and Figma's words, any
/// of ours in another spelling.
pub(super) fn foreign(name: &str) -> Option<Foreign> {
    use TokenType::{
        Boolean, Color, CubicBezier, Dimension, Duration, FontFamily, FontSize, FontWeight,
        LetterSpacing, LineHeight, Number, Shadow, String as Text,
    };
    if name.len() > 32 {
        return None;
    }
    let letters = name.chars().filter(|c| !matches!(c, '-' | '_' | ' '));
    let letters: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    let kind = match letters.as_str() {
        "borderradius" | "borderwidth" | "breakpoint" | "paragraphindent" | "paragraphspacing"
        | "radius" | "size" | "sizing" | "space" | "spacing" => Dimension,
        "colour" | "colors" => Color,
        "cubicbezier" | "easing" => CubicBezier,
        "time" => Duration,
        "fontfamilies" | "fontfamily" => FontFamily,
        "fontsizes" | "fontsize" => FontSize,
        "fontweights" | "fontweight" => FontWeight,
        "letterspacing" => LetterSpacing,
        "lineheights" | "lineheight" => LineHeight,
        "float" | "opacity" | "zindex" => Number,
        "boxshadow" => Shadow,
        "bool" => Boolean,
        "asset" | "composition" | "content" | "mediaquery" | "text" | "textcase"
        | "textdecoration" => Text,
        "other" => return Some(Foreign::Any),
        other => {
            let same = |kind: &TokenType| kind.as_str().eq_ignore_ascii_case(other);
            TokenType::ALL.into_iter().find(same)?
        }
    };
    Some(Foreign::Known(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_tokens_studio_has_a_meaning() {
        for name in STUDIO {
            assert!(foreign(name).is_some(), "{name}");
        }
    }

    #[test]
    fn spelling_does_not_count() {
        let radius = Some(Foreign::Known(TokenType::Dimension));
        for name in ["borderRadius", "border-radius", "Border Radius"] {
            assert_eq!(foreign(name), radius, "{name}");
        }
        assert_eq!(
            foreign("stroke-style"),
            Some(Foreign::Known(TokenType::StrokeStyle))
        );
        assert_eq!(foreign("sound"), None);
        assert_eq!(foreign(&"x".repeat(99)), None);
    }
}
