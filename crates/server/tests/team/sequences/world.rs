//! Two tenants over a real server: what they begin with, and what they are answered.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use proptest::prelude::*;
use serde_json::{Value, json};
use tokencraft_server::app::admin::{self, Command};
use tokencraft_server::auth::cookie;
use tokencraft_server::clock::Clock;
use tokencraft_server::http::Service;
use tokencraft_storage::{
    Error, MemberId, Mode, ModeId, Plan, Role, Tokenset, TokensetId, UserId, Workspace,
    WorkspaceId, members, modes, tokensets, users, workspaces,
};
use tokencraft_testing::TestApp;

use super::model::{Door, EXPORTS, Model, Op, PEOPLE, PLANS, READS, ROLES, SCOPES, Step, WRITES};

/// One person of a world.
#[derive(Clone, Debug)]
pub(super) struct Someone {
    id: UserId,
    email: String,
    cookie: String,
    api_tokens: Vec<String>,
}

/// What stands in everything of a tenant's, of each sequence anew.
#[derive(Clone, Debug)]
pub(super) struct Place {
    canary: String,
    workspace: String,
    set: String,
    mode: String,
    token: String,
}

/// Two tenants.
pub(super) struct World {
    number: u32,
    app: Arc<TestApp>,
    service: Service,
    people: Vec<Someone>,
    counter: std::cell::Cell<u64>,
}

impl World {
    pub(super) async fn new(app: Arc<TestApp>, number: u32) -> Self {
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            let someone = app.person(&format!("p{number}-{n}"), Plan::Team).await;
            let mut api_tokens = Vec::new();
            for scopes in SCOPES {
                api_tokens.push(someone.api_token(scopes).await);
            }
            let (_, secret) = app.session(someone.id, |_| {}).await;
            people.push(Someone {
                id: someone.id,
                email: someone.email,
                cookie: format!("{}={secret}", cookie::name(false)),
                api_tokens,
            });
        }
        Self {
            number,
            service: Service::new(app.server.clone()),
            app,
            people,
            counter: std::cell::Cell::new(0),
        }
    }

    fn count(&self) -> u64 {
        self.counter.set(self.counter.get() + 1);
        self.counter.get()
    }

    /// Takes away what was, and lets both tenants begin anew.
    async fn begin(&self, model: &Model) -> [Place; 2] {
        let (ids, plans) = (
            self.people.iter().map(|p| p.id).collect::<Vec<_>>(),
            model.plans,
        );
        let roles = model.roles;
        let number = self.count();
        let canaries = [0, 1].map(|tenant| format!("canary-{}-{number}-{tenant}-", self.number));
        let (clock, now) = (self.app.clock.clone(), self.app.clock.now_ms());
        let names = canaries.clone();
        let begun = self.app.seed(move |tx| {
            for (id, plan) in ids.iter().zip(plans) {
                for workspace in workspaces::owned(tx, *id)? {
                    workspaces::delete(tx, workspace)?;
                }
                let mut user = users::get(tx, *id)?.unwrap();
                user.plan = plan;
                users::update(tx, &user)?;
            }
            let mut places = Vec::new();
            for (tenant, canary) in names.iter().enumerate() {
                let owner = ids[tenant * 4];
                let workspace = Workspace {
                    id: WorkspaceId(clock.new_id()),
                    user_id: owner,
                    name: canary.clone(),
                    description: Some(canary.clone()),
                    revision: 1,
                    row_revision: 1,
                    created_at: now,
                    updated_at: now,
                };
                workspaces::insert(tx, &workspace, MemberId(clock.new_id()))?;
                for (who, role) in roles[tenant].iter().enumerate() {
                    let Some(role) = role.filter(|role| *role != Role::Owner) else {
                        continue;
                    };
                    members::insert(
                        tx,
                        &members::Member {
                            id: MemberId(clock.new_id()),
                            team: workspace.id.into(),
                            user_id: ids[who],
                            role,
                            created_at: now,
                        },
                    )?;
                }
                let set = Tokenset {
                    id: TokensetId(clock.new_id()),
                    workspace_id: workspace.id,
                    name: canary.clone(),
                    description: None,
                    revision: 1,
                    created_at: now,
                    updated_at: now,
                };
                tokensets::insert(tx, &set)?;
                let mode = Mode {
                    id: ModeId(clock.new_id()),
                    tokenset_id: set.id,
                    name: canary.clone(),
                    slug: canary.clone(),
                    is_default: true,
                    position: 0,
                    pristine: false,
                    revision: 1,
                    created_at: now,
                    updated_at: now,
                };
                modes::insert(tx, &mode)?;
                places.push((workspace.id, set.id, mode.id));
            }
            Ok::<_, Error>(places)
        });
        let begun = begun.await;
        let mut places = Vec::new();
        for (tenant, (workspace, set, mode)) in begun.into_iter().enumerate() {
            let canary = canaries[tenant].clone();
            let place = Place {
                workspace: workspace.to_string(),
                set: set.to_string(),
                mode: mode.to_string(),
                token: String::new(),
                canary,
            };
            let body = json!({"name": format!("{}t", place.canary), "type": "string", "value": place.canary});
            let path = place.fill("/tokensets/S/modes/M/tokens");
            let owner = &self.people[tenant * 4];
            let (status, text) = self
                .ask(owner, Door::Session, "POST", &path, Some(body.to_string()))
                .await;
            assert_eq!(status, 201, "{text}");
            let made: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
            let token = made["id"].as_str().unwrap().to_owned();
            places.push(Place { token, ..place });
        }
        places.try_into().unwrap()
    }

    /// Asks the router; status, and all of the answer as text.
    async fn ask(
        &self,
        who: &Someone,
        door: Door,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> (u16, String) {
        let mut request = Request::builder()
            .method(method)
            .header("host", "localhost");
        request = match door {
            Door::Session => request
                .uri(format!("/api{path}"))
                .header("origin", "http://localhost")
                .header("cookie", &who.cookie),
            Door::Api(n) => request
                .uri(format!("/api/v1{path}"))
                .header("authorization", format!("Bearer {}", who.api_tokens[n])),
        };
        if method == "DELETE" {
            request = request.header("if-match", "\"0\"");
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        let body = body.map_or_else(Body::empty, Body::from);
        let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let answer = self.service.answer(peer, request.body(body).unwrap()).await;
        let (head, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes);
        (head.status.as_u16(), format!("{text}\n{:?}", head.headers))
    }

    /// Carries out a step; status and text.
    async fn carry_out(&self, step: &Step, places: &[Place; 2]) -> (u16, String) {
        let who = &self.people[step.actor];
        let place = &places[step.tenant];
        let members = place.fill("/workspaces/W/members");
        let (method, path, body) = match step.op {
            Op::ListWorkspaces => ("GET", "/workspaces".to_owned(), None),
            Op::CreateWorkspace => {
                // Nobody but its owner ever sees it.
                let name = format!("private-{}-{}", self.number, step.actor);
                (
                    "POST",
                    "/workspaces".to_owned(),
                    Some(json!({"name": name}).to_string()),
                )
            }
            Op::Read(n) => ("GET", place.fill(READS[n]), None),
            Op::Export(n) => ("GET", place.fill(EXPORTS[n]), None),
            Op::Write(n) => {
                let (method, path, body) = WRITES[n];
                let body = body.replace('X', &place.canary);
                let body = body.replace('@', &self.count().to_string());
                (
                    method,
                    place.fill(path),
                    Some(body).filter(|body| !body.is_empty()),
                )
            }
            Op::Mixed => {
                let path = format!(
                    "/tokensets/{}/modes/{}",
                    place.set,
                    places[1 - step.tenant].mode
                );
                ("GET", path, None)
            }
            Op::RenameWorkspace => {
                let body = json!({"name": format!("{}{}", place.canary, self.count())});
                ("PATCH", place.fill("/workspaces/W"), Some(body.to_string()))
            }
            Op::DeleteWorkspace => ("DELETE", place.fill("/workspaces/W"), None),
            Op::ListMembers => ("GET", members, None),
            Op::ReadActivity => ("GET", place.fill("/workspaces/W/activity"), None),
            Op::PutMember(whom, role) => {
                let body = json!({"email": self.people[whom].email, "role": ROLES[role].as_str()});
                ("POST", members, Some(body.to_string()))
            }
            Op::RemoveMember(whom) => {
                let member = self.membership(place, self.people[whom].id).await;
                ("DELETE", format!("{members}/{member}"), None)
            }
            Op::Transfer(whom) => {
                let body = json!({"user_id": self.people[whom].id.to_string()});
                (
                    "POST",
                    place.fill("/workspaces/W/transfer"),
                    Some(body.to_string()),
                )
            }
            Op::ListApiTokens => ("GET", "/api-tokens".to_owned(), None),
            Op::DowngradeStatus => ("GET", "/subscription/downgrade-status".to_owned(), None),
            Op::SetPlan(whom, plan) => {
                let email = self.people[whom].email.clone();
                let plan = PLANS[plan].as_str().to_owned();
                admin::run(&self.app.server, Command::SetPlan { email, plan })
                    .await
                    .unwrap();
                return (200, String::new());
            }
        };
        self.ask(who, step.door, method, &path, body).await
    }

    async fn membership(&self, place: &Place, user: UserId) -> String {
        let workspace = WorkspaceId(place.workspace.parse().unwrap());
        let db = self.app.server.db();
        let found: Result<_, Error> = db
            .read(move |tx| members::by_user(tx, workspace, user))
            .await;
        found.unwrap().map_or_else(
            || self.app.unknown_id().to_string(),
            |member| member.id.to_string(),
        )
    }

    /// Carries out a sequence, looking at every answer.
    pub(super) async fn live(&self, team: bool, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut model = Model::new(team);
        let places = self.begin(&model).await;
        for step in steps {
            // What may be seen before the step: somebody who leaves is told no more than that.
            let before = model.clone();
            let expected = model.expected(step);
            let (status, text) = self.carry_out(step, &places).await;
            let counted = if (200..300).contains(&status) {
                200
            } else {
                status
            };
            prop_assert_eq!(counted, expected, "{:?}\n{}\n{:?}", step, text, model);
            if counted == 200 {
                model.take(step);
            }
            for (tenant, place) in places.iter().enumerate() {
                let sees = before.role(step.actor, tenant).is_some();
                prop_assert!(sees || !text.contains(&place.canary), "{step:?}\n{text}");
            }
            for other in (0..PEOPLE).filter(|other| *other != step.actor) {
                let private = format!("private-{}-{other}", self.number);
                prop_assert!(!text.contains(&private), "{step:?}\n{text}");
            }
        }
        Ok(())
    }
}

impl Place {
    fn fill(&self, template: &str) -> String {
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let segments = path.split('/').map(|segment| match segment {
            "W" => &self.workspace,
            "S" => &self.set,
            "M" => &self.mode,
            "T" => &self.token,
            other => other,
        });
        let path = segments.collect::<Vec<_>>().join("/");
        match query {
            "" => path,
            query => format!("{path}?{}", query.replace('X', &self.canary)),
        }
    }
}
