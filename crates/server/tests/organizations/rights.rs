//! Every operation in an organization as everybody: the contract's sections 3 and 5, once more.

use serde_json::{Value, json};
use tokencraft_server::app::field::Fields;
use tokencraft_server::app::members::{self, NewMember};
use tokencraft_server::app::organizations::environments::{self, NewEnvironment};
use tokencraft_server::app::organizations::{self, OrganizationPlace};
use tokencraft_server::app::{self, Context};
use tokencraft_server::auth::routes::ROUTES;
use tokencraft_server::auth::{Action, Caller, Door};
use tokencraft_storage::{Plan, Role};
use tokencraft_testing::{Answer, Person, both_databases};

use crate::world::Acme;

const ROLE: &str = "Your organization role does not allow this operation.";
const PLAN: &str = "Organizations are not available on this plan";

/// An operation, who may ask for it, whether only BUSINESS has it, and what a stranger is told.
struct Line(&'static str, &'static str, Role, bool, &'static str);

const NO_ORGANIZATION: &str = "Organization not found";
const NO_ENVIRONMENT: &str = "Environment not found";
const LINES: [Line; 14] = [
    Line("GET", "", Role::Viewer, false, NO_ORGANIZATION),
    Line("PATCH", "", Role::Admin, true, NO_ORGANIZATION),
    Line("DELETE", "", Role::Owner, false, NO_ORGANIZATION),
    Line("GET", "/workspaces", Role::Viewer, false, NO_ORGANIZATION),
    Line("POST", "/workspaces", Role::Admin, true, NO_ORGANIZATION),
    Line("GET", "/members", Role::Viewer, false, NO_ORGANIZATION),
    Line("POST", "/members", Role::Admin, true, NO_ORGANIZATION),
    Line("GET", "/activity", Role::Admin, false, NO_ORGANIZATION),
    Line("GET", "/environments", Role::Viewer, false, NO_ORGANIZATION),
    Line("POST", "/environments", Role::Editor, true, NO_ORGANIZATION),
    Line(
        "GET",
        "/environments/staging",
        Role::Viewer,
        false,
        NO_ENVIRONMENT,
    ),
    Line(
        "PATCH",
        "/environments/staging",
        Role::Editor,
        true,
        NO_ENVIRONMENT,
    ),
    Line(
        "DELETE",
        "/environments/staging",
        Role::Admin,
        false,
        NO_ENVIRONMENT,
    ),
    Line(
        "DELETE",
        "/workspaces/W",
        Role::Admin,
        false,
        "Workspace not found",
    ),
];

/// Asks in a way that changes nothing: bodies are wrong, `If-Match` is stale.
async fn ask(who: &Person, method: &str, path: &str) -> Answer {
    let mut request = who
        .browser
        .request(method, path)
        .header("If-Match", "\"0\"");
    if matches!(method, "POST" | "PATCH") {
        let body: Value = if method == "POST" {
            json!([])
        } else {
            json!({"name": "Other"})
        };
        request = request.json(&body);
    }
    request.send().await
}

both_databases! {
    async fn every_role_on_every_plan(test: TestDb) {
        let acme = Acme::new(test).await;
        acme.owner.make(&acme.path("/environments"), json!({"name": "Staging"})).await;
        let workspace = acme.owner.workspace("Brand").await;
        acme.owner.make(&acme.path("/workspaces"), json!({"workspace_id": workspace})).await;
        let roles = [Role::Owner, Role::Admin, Role::Editor, Role::Viewer];
        for plan in [Plan::Free, Plan::Pro, Plan::Team, Plan::Business] {
            acme.app.set_plan(&acme.owner, plan).await;
            for Line(method, rest, least, business, _) in LINES {
                // Taking it away would really do so; the workspace's owner may, whatever their role.
                if rest.ends_with("/W") {
                    continue;
                }
                for (who, role) in acme.people().into_iter().zip(roles) {
                    let answer = ask(who, method, &acme.path(rest)).await;
                    let place = format!("{plan} {role} {method} {rest}");
                    if business && plan != Plan::Business {
                        assert_eq!(answer.expect(403).error(), PLAN, "{place}");
                    } else if role < least {
                        assert_eq!(answer.expect(403).error(), ROLE, "{place}");
                    } else {
                        assert!([200, 400, 412].contains(&answer.status), "{place} {answer:?}");
                    }
                }
            }
            let refused = ask(&acme.viewer, "DELETE", &acme.path(&format!("/workspaces/{workspace}"))).await;
            assert_eq!(refused.expect(403).error(), ROLE);
        }
        assert_eq!(acme.all("environments", "name").await, ["Production", "Staging"]);
    }

    async fn a10_foreign_unknown_and_malformed_ids_are_alike(test: TestDb) {
        let acme = Acme::new(test).await;
        acme.owner.make(&acme.path("/environments"), json!({"name": "Staging"})).await;
        let workspace = acme.owner.workspace("Brand").await;
        acme.owner.make(&acme.path("/workspaces"), json!({"workspace_id": workspace})).await;
        let member = acme.membership(&acme.viewer).await;
        let unknown = acme.app.unknown_id().to_string();
        let mut operations: Vec<_> = LINES
            .iter()
            .map(|Line(method, rest, _, _, missing)| (*method, rest.replace("/W", &format!("/{workspace}")), *missing))
            .collect();
        operations.push(("DELETE", format!("/members/{member}"), "Member not found"));
        for (method, rest, missing) in operations {
            let foreign = ask(&acme.stranger, method, &acme.path(&rest)).await.expect(404).bare();
            assert_eq!(foreign.error(), missing);
            for id in [unknown.as_str(), "not-an-id"] {
                let path = format!("/organizations/{id}{rest}");
                assert_eq!(ask(&acme.stranger, method, &path).await.bare(), foreign, "{method} {rest}");
            }
        }
        // What is below has to be of this organization.
        for (rest, missing) in [
            (format!("/members/{member}"), "Member not found"), (format!("/workspaces/{workspace}"), "Workspace not found"),
            ("/environments/staging".to_owned(), NO_ENVIRONMENT), (format!("/environments/{unknown}"), NO_ENVIRONMENT),
            ("/members/x".to_owned(), "Member not found"), ("/workspaces/x".to_owned(), "Workspace not found"),
        ] {
            let path = format!("/organizations/{}{rest}", acme.foreign);
            assert_eq!(acme.stranger.browser.delete(&path).await.expect(404).error(), missing);
        }
        assert_eq!(acme.all("workspaces", "name").await, ["Brand"]);
        assert_eq!(acme.all("members", "role").await, ["owner", "admin", "editor", "viewer"]);
    }

    async fn a12_no_answer_to_a_stranger_tells_of_an_organization(test: TestDb) {
        let acme = Acme::new(test).await;
        let name = json!({"name": "canary"});
        acme.owner.browser.patch(&acme.path(""), &name).await.expect(200);
        acme.owner.make(&acme.path("/environments"), name.clone()).await;
        let workspace = acme.owner.make("/workspaces", json!({"name": "canary", "include_in_organization": true})).await;
        for route in ROUTES.iter().filter(|route| route.path.starts_with("/organizations")) {
            let path = route.path.replace("{id}", &acme.id).replace("{workspaceId}", &workspace);
            let path = path.replace("{environmentId}", "canary").replace("{memberId}", "x");
            let answer = ask(&acme.stranger, route.method.as_str(), &path).await;
            assert!([200, 400, 404].contains(&answer.status), "{path} {answer:?}");
            let text = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(!text.contains("canary"), "{path}: {text}");
        }
    }

    async fn a_right_taken_away_a_moment_ago_is_gone(test: TestDb) {
        let acme = Acme::new(test).await;
        acme.owner.make(&acme.path("/environments"), json!({"name": "Staging"})).await;
        let own = acme.admin.workspace("Own").await;
        let viewer = acme.membership(&acme.viewer).await;
        let door = Door::Session { session_id: uuid::Uuid::nil() };
        let caller = Caller { user_id: acme.admin.id.0, door };
        let ctx = Context::new(acme.app.server.clone(), caller, acme.app.unknown_id());
        // Found while the caller was an admin, carried out when they are not any more.
        let places = async |action: Action| {
            let (ctx, id) = (ctx.clone(), acme.id.clone());
            let found: app::Result<_> = acme.app.server.db().read(move |tx| {
                let place = OrganizationPlace::found(tx, &ctx, &id, action, NO_ORGANIZATION)?;
                place.permit()?;
                let row = environments::find(tx, place.organization.id, "staging")?;
                Ok((place, row.id))
            }).await;
            found.unwrap()
        };
        let edit = places(Action::EditOrganization).await;
        let publish = places(Action::Publish).await;
        let role = json!({"email": acme.admin.email, "role": "viewer"});
        acme.owner.browser.post(&acme.path("/members"), &role).await.expect(200);
        let refused: app::Result<Vec<String>> = acme.app.server.db().write(move |tx| {
            let ((place, environment), (publish, _)) = (edit.clone(), publish.clone());
            let put = NewMember { email: "xaver@example.com".to_owned(), role: Role::Viewer };
            let new = NewEnvironment::read(&mut Fields::new(
                json!({"name": "Next"}).as_object().unwrap().clone(),
            ))?;
            let name = || Some("New".to_owned());
            let outcomes = [
                organizations::update(tx, &ctx, place.clone(), name(), |_| Ok(())).map(drop),
                organizations::delete(tx, &ctx, place.clone(), |_| Ok(())),
                members::put(tx, &ctx, place.clone(), &put).map(drop),
                members::remove(tx, &ctx, place.clone(), &viewer),
                organizations::workspaces::attach(tx, &ctx, place.clone(), &own).map(drop),
                environments::create(tx, &ctx, publish.clone(), new).map(drop),
                environments::update(tx, &ctx, publish, environment, name(), |_| Ok(())).map(drop),
                environments::delete(tx, &ctx, place, environment, |_| Ok(())),
            ];
            Ok(outcomes.into_iter().map(|outcome| outcome.unwrap_err().to_string()).collect())
        }).await;
        assert_eq!(refused.unwrap(), [ROLE; 8]);
    }
}
