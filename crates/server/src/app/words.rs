//! Members and parameters that are one of a few words, for the API's description. What each word means
//! is said where it is read.

#![expect(missing_docs, reason = "the names say it")]

use utoipa::ToSchema;

/// What an account pays for, or is given.
#[derive(ToSchema)]
#[schema(rename_all = "UPPERCASE")]
pub enum PlanName {
    Free,
    Pro,
    Team,
    Business,
}

/// What somebody may do in a workspace.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum RoleName {
    Viewer,
    Editor,
    Admin,
    Owner,
}

/// What somebody can be made in a workspace.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum GrantedRole {
    Viewer,
    Editor,
    Admin,
}

/// What an API token may do.
#[derive(ToSchema)]
pub enum ScopeName {
    #[schema(rename = "read:tokens")]
    Read,
    #[schema(rename = "write:tokens")]
    Write,
    #[schema(rename = "export:tokens")]
    Export,
}

/// What tokens are exported as.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum ExportFormat {
    Json,
    Css,
    Ios,
    Android,
    Dtcg,
}

/// How css keeps modes apart.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub enum CssStrategy {
    Attribute,
    DefaultRoot,
    Media,
    LightDark,
}

/// How references are printed.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum ReferencesName {
    Resolve,
    Keep,
}

/// What stands where a mode has no token of a name.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum MissingName {
    Omit,
    Inherit,
}

/// Which colours a target can say.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum GamutName {
    Srgb,
    P3,
}

/// What a document is read as.
#[derive(ToSchema)]
#[schema(rename_all = "kebab-case")]
pub enum ImportFormat {
    Auto,
    Dtcg,
    DtcgResolver,
    StyleDictionary,
    Tokencraft,
    TokensStudio,
}

/// What happens to stored tokens that a document does not name.
#[derive(ToSchema)]
#[schema(rename_all = "lowercase")]
pub enum ImportStrategy {
    Merge,
    Replace,
}

#[cfg(test)]
mod tests {
    use tokencraft_formats::{export, import};
    use tokencraft_storage::{Plan, Role};
    use utoipa::PartialSchema;

    use super::*;
    use crate::auth::caller::Scope;

    fn words<T: PartialSchema>() -> Vec<String> {
        let schema = serde_json::to_value(T::schema()).unwrap();
        let all = schema["enum"].as_array().unwrap().iter();
        all.map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_described_words_are_those_that_are_understood() {
        assert_eq!(
            words::<PlanName>(),
            Plan::ALL
                .iter()
                .map(|plan| plan.as_str())
                .collect::<Vec<_>>()
        );
        let roles = [Role::Viewer, Role::Editor, Role::Admin, Role::Owner];
        assert_eq!(words::<RoleName>(), roles.map(Role::as_str));
        assert_eq!(words::<ScopeName>(), Scope::ALL.map(Scope::as_str));
        let formats = export::Format::ALL.map(export::Format::as_str);
        assert_eq!(words::<ExportFormat>(), formats);
        let strategies = export::Strategy::ALL.map(export::Strategy::as_str);
        assert_eq!(words::<CssStrategy>(), strategies);
        for word in &words::<ImportFormat>()[1..] {
            assert_eq!(word.parse::<import::Format>().unwrap().as_str(), word);
        }
    }
}
