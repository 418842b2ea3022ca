//! Structs for the types that `UIKit` has no single type for, written into files that use them.

use tokencraft_tokens::TokenType;
use tokencraft_tokens::resolve::ModeView;

/// Names that a mode's enum would hide from the code inside it.
pub(super) const TAKEN: [&str; 14] = [
    "Any",
    "Bool",
    "BorderLine",
    "Double",
    "GradientFill",
    "Int",
    "Protocol",
    "Self",
    "ShadowLayer",
    "String",
    "Stroke",
    "TextStyle",
    "TransitionLayer",
    "Type",
];

/// The lines of the structs that the views' tokens need.
pub(super) fn needed(views: &[ModeView]) -> impl Iterator<Item = &'static str> {
    let mut used = [false; 18];
    for entry in views.iter().flat_map(|view| &view.tokens) {
        used[entry.token.kind as usize] = true;
    }
    let parts: [(&str, &[TokenType]); 6] = [
        (STROKE, &[TokenType::StrokeStyle, TokenType::Border]),
        (BORDER, &[TokenType::Border]),
        (TRANSITION, &[TokenType::Transition]),
        (SHADOW, &[TokenType::Shadow]),
        (GRADIENT, &[TokenType::Gradient]),
        (TEXT, &[TokenType::Typography]),
    ];
    parts
        .into_iter()
        .filter(move |(_, kinds)| kinds.iter().any(|kind| used[*kind as usize]))
        .map(|(part, _)| part)
}

const STROKE: &str = "\
/// How a line is drawn; lengths of dashes and gaps in points.
struct Stroke {
    enum Style {
        case solid, dashed, dotted, double, groove, ridge, outset, inset
    }

    let style: Style
    let dashes: [CGFloat]
    let lineCap: CGLineCap
}";

const BORDER: &str = "\
/// A border; its width in points.
struct BorderLine {
    let width: CGFloat
    let stroke: Stroke
    let color: UIColor
}";

const TRANSITION: &str = "\
/// A transition of one property or of all; times in seconds.
struct TransitionLayer {
    let property: String
    let duration: TimeInterval
    let delay: TimeInterval
    let timing: CAMediaTimingFunction
}";

const SHADOW: &str = "\
/// One layer of a shadow, the first on top; lengths in points.
struct ShadowLayer {
    let offset: CGSize
    let blur: CGFloat
    let spread: CGFloat
    let color: UIColor
    let inset: Bool
}";

const GRADIENT: &str = "\
/// Colours at positions from 0 to 1; the angle as in CSS, in degrees.
struct GradientFill {
    let kind: String
    let angle: CGFloat?
    let colors: [UIColor]
    let locations: [CGFloat]
}";

const TEXT: &str = r#"/// A text style; lengths in points, the line height in points or as a multiple of the font size.
struct TextStyle {
    let fontFamilies: [String]
    let fontSize: CGFloat?
    let fontWeight: UIFont.Weight?
    let lineHeight: CGFloat?
    let lineHeightMultiple: CGFloat?
    let letterSpacing: CGFloat?
    let others: [String: String]

    /// The first family that is installed; the system's font where the list comes to it or ends.
    var font: UIFont {
        let size = fontSize ?? UIFont.systemFontSize
        let weight = fontWeight ?? UIFont.Weight.regular
        for family in fontFamilies.map({ $0.lowercased() }) {
            switch family {
            case "system-ui", "-apple-system", "blinkmacsystemfont", "sf pro", "sans-serif":
                return UIFont.systemFont(ofSize: size, weight: weight)
            case "ui-monospace", "sf mono", "monospace":
                return UIFont.monospacedSystemFont(ofSize: size, weight: weight)
            default:
                guard let name = UIFont.familyNames.first(where: { $0.lowercased() == family }) else {
                    continue
                }
                let traits = [UIFontDescriptor.TraitKey.weight: weight]
                let descriptor = UIFontDescriptor(fontAttributes: [.family: name, .traits: traits])
                return UIFont(descriptor: descriptor, size: size)
            }
        }
        return UIFont.systemFont(ofSize: size, weight: weight)
    }
}"#;
