//! Two tenants who do whatever comes to their minds: 10,000 random sequences over both databases. No
//! answer is a 5xx, none holds what its reader may not see, and each is as a policy says that is
//! written down here once more, [`Model::expected`].
//!
//! Requests go to the router without a socket. A sequence begins with fresh workspaces, so that what
//! fails fails alone, and proptest makes it short.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Settings, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tokencraft_server::app::admin::{self, Command};
use tokencraft_server::auth::cookie;
use tokencraft_server::clock::Clock;
use tokencraft_server::http::Service;
use tokencraft_storage::{
    Error, MemberId, Mode, ModeId, Plan, Role, Tokenset, TokensetId, UserId, Workspace,
    WorkspaceId, members, modes, tokensets, users, workspaces,
};
use tokencraft_testing::{TestApp, both_databases};
use tokio::runtime::Handle;

use crate::team::person;

/// On each of the two databases.
const SEQUENCES: u32 = 5_000;
/// Pairs of tenants who live beside each other.
const WORLDS: u32 = 20;
const STEPS: usize = 10;
/// Four people of each of two tenants: owner, admin, editor, viewer, as they begin.
const PEOPLE: usize = 8;
const SCOPES: [&[&str]; 4] = [
    &["read:tokens", "write:tokens", "export:tokens"],
    &["read:tokens"],
    &["write:tokens"],
    &["export:tokens"],
];
const PLANS: [Plan; 3] = [Plan::Free, Plan::Pro, Plan::Team];
const ROLES: [Role; 4] = [Role::Viewer, Role::Editor, Role::Admin, Role::Owner];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Session,
    /// An API token with one of [`SCOPES`].
    Api(usize),
}

#[derive(Clone, Copy, Debug)]
enum Op {
    ListWorkspaces,
    CreateWorkspace,
    /// GET of one of [`READS`].
    Read(usize),
    /// GET of one of [`EXPORTS`].
    Export(usize),
    /// One of [`WRITES`].
    Write(usize),
    /// GET of a mode of the other tenant's in this tenant's tokenset.
    Mixed,
    RenameWorkspace,
    /// With a stale `If-Match`: it is allowed when it is 412.
    DeleteWorkspace,
    ListMembers,
    ReadActivity,
    PutMember(usize, usize),
    RemoveMember(usize),
    Transfer(usize),
    ListApiTokens,
    DowngradeStatus,
    /// An operator gives somebody a plan.
    SetPlan(usize, usize),
}

#[derive(Clone, Copy, Debug)]
struct Step {
    actor: usize,
    door: Door,
    tenant: usize,
    op: Op,
}

const READS: [&str; 9] = [
    "/workspaces/W",
    "/workspaces/W/tokensets",
    "/tokensets/S",
    "/tokensets/S/modes",
    "/tokensets/S/tokens?q=canary&resolve=true",
    "/tokensets/S/diagnostics",
    "/tokensets/S/modes/M",
    "/tokensets/S/modes/M/tokens",
    "/tokensets/S/modes/M/tokens/T",
];
const EXPORTS: [&str; 3] = [
    "/tokensets/S/export?format=json",
    "/tokensets/S/modes/M/export?format=css",
    "/tokensets/S/export?format=dtcg",
];
/// Method, path, body; `X` is the canary, `@` a number of its own for every request.
const WRITES: [(&str, &str, &str); 9] = [
    ("POST", "/workspaces/W/tokensets", r#"{"name": "X"}"#),
    (
        "POST",
        "/workspaces/W/import?name=X",
        r##"{"a": {"$type": "color", "$value": "#fff"}}"##,
    ),
    ("PATCH", "/tokensets/S", r#"{"description": "X@"}"#),
    ("POST", "/tokensets/S/modes", r#"{"name": "X@"}"#),
    ("PATCH", "/tokensets/S/modes/M", r#"{"name": "X@"}"#),
    (
        "POST",
        "/tokensets/S/modes/M/tokens",
        r#"{"name": "t@", "type": "string", "value": "X"}"#,
    ),
    (
        "PATCH",
        "/tokensets/S/modes/M/tokens/T",
        r#"{"description": "X@"}"#,
    ),
    (
        "POST",
        "/tokensets/S/modes/M/tokens/batch",
        r#"{"create": [{"name": "b@", "type": "number", "value": "1"}]}"#,
    ),
    ("DELETE", "/tokensets/S", ""),
];

impl Op {
    /// Whether it is behind the session door alone.
    fn is_of_sessions(self) -> bool {
        matches!(
            self,
            Self::ListMembers
                | Self::ReadActivity
                | Self::PutMember(..)
                | Self::RemoveMember(_)
                | Self::Transfer(_)
                | Self::ListApiTokens
                | Self::DowngradeStatus
        )
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let people = 0..PEOPLE;
    let op = prop_oneof![
        1 => Just(Op::ListWorkspaces),
        1 => Just(Op::CreateWorkspace),
        5 => (0..READS.len()).prop_map(Op::Read),
        2 => (0..EXPORTS.len()).prop_map(Op::Export),
        5 => (0..WRITES.len()).prop_map(Op::Write),
        1 => Just(Op::Mixed),
        1 => Just(Op::RenameWorkspace),
        1 => Just(Op::DeleteWorkspace),
        1 => Just(Op::ListMembers),
        1 => Just(Op::ReadActivity),
        4 => (people.clone(), 0..ROLES.len()).prop_map(|(who, role)| Op::PutMember(who, role)),
        2 => people.clone().prop_map(Op::RemoveMember),
        2 => people.clone().prop_map(Op::Transfer),
        1 => Just(Op::ListApiTokens),
        1 => Just(Op::DowngradeStatus),
        2 => (people.clone(), 0..PLANS.len()).prop_map(|(who, plan)| Op::SetPlan(who, plan)),
    ];
    let door = prop_oneof![
        3 => Just(Door::Session),
        2 => Just(Door::Api(0)),
        1 => (1..SCOPES.len()).prop_map(Door::Api),
    ];
    // More often than not people look after their own, and where they can.
    let place =
        prop_oneof![3 => Just(0usize), 1 => Just(1usize), 1 => Just(2usize), 1 => Just(3usize)];
    let who = (
        place,
        0..2usize,
        prop_oneof![4 => Just(0usize), 1 => Just(1usize)],
    );
    let step = (who, door, op).prop_map(|((place, home, other), door, op)| Step {
        actor: 4 * home + place,
        door: match door {
            Door::Api(n) if op.is_of_sessions() && n < 2 => Door::Session,
            door => door,
        },
        tenant: (home + other) % 2,
        op,
    });
    vec(step, 1..=STEPS)
}

/// What ought to be: who has which plan, and which part in which tenant's workspace.
#[derive(Clone, Debug)]
struct Model {
    plans: [Plan; PEOPLE],
    roles: [[Option<Role>; PEOPLE]; 2],
    /// Workspaces that somebody made on the way.
    made: [usize; PEOPLE],
}

impl Model {
    fn new(team: bool) -> Self {
        let begin = [
            Some(Role::Owner),
            Some(Role::Admin),
            Some(Role::Editor),
            Some(Role::Viewer),
        ];
        let mut roles = [[None; PEOPLE]; 2];
        roles[0][..4].copy_from_slice(&begin);
        roles[1][4..].copy_from_slice(&begin);
        let plan = if team { Plan::Team } else { Plan::Free };
        let (made, plans) = ([0; PEOPLE], [plan; PEOPLE]);
        Self { plans, roles, made }
    }

    fn owner(&self, tenant: usize) -> usize {
        let mut roles = self.roles[tenant].iter();
        roles.position(|role| *role == Some(Role::Owner)).unwrap()
    }

    fn owned(&self, who: usize) -> usize {
        self.made[who] + (0..2).filter(|tenant| self.owner(*tenant) == who).count()
    }

    /// The part that somebody has now, as the owner's plan lets them.
    fn role(&self, who: usize, tenant: usize) -> Option<Role> {
        let shared = self.plans[self.owner(tenant)] == Plan::Team;
        self.roles[tenant][who].filter(|role| shared || *role == Role::Owner)
    }

    fn room(&self, who: usize) -> bool {
        match self.plans[who] {
            Plan::Free => self.owned(who) < 3,
            _ => true,
        }
    }

    /// The contract's section 3 in our own words: 200 is any success, and 412 where nothing is to
    /// happen.
    fn expected(&self, step: &Step) -> u16 {
        let Step {
            actor,
            door,
            tenant,
            op,
        } = *step;
        let (role, owner) = (self.role(actor, tenant), self.owner(tenant));
        let (scope, least) = match op {
            Op::ListWorkspaces => (0, None),
            Op::Read(_) | Op::Mixed => (0, Some(Role::Viewer)),
            Op::Export(_) => (2, Some(Role::Viewer)),
            Op::RenameWorkspace if door == Door::Session => (1, Some(Role::Admin)),
            Op::Write(_) | Op::RenameWorkspace => (1, Some(Role::Editor)),
            Op::DeleteWorkspace => (1, Some(Role::Owner)),
            Op::CreateWorkspace => (1, None),
            Op::SetPlan(..) => return 200,
            op if op.is_of_sessions() && door != Door::Session => return 404,
            Op::ListApiTokens | Op::DowngradeStatus => (0, None),
            Op::ListMembers | Op::RemoveMember(_) => (0, Some(Role::Viewer)),
            Op::ReadActivity | Op::PutMember(..) => (0, Some(Role::Admin)),
            Op::Transfer(_) => (1, Some(Role::Owner)),
        };
        if matches!(door, Door::Api(n) if n != 0 && n != scope + 1) {
            return 403;
        }
        let free =
            |who: usize| door != Door::Session && scope == 1 && self.plans[who] == Plan::Free;
        match (least, role) {
            (Some(_), None) => return 404,
            (Some(_), _) if matches!(op, Op::Mixed) => return 404,
            (Some(least), Some(role)) if role < least || free(owner) => return 403,
            _ => {}
        }
        let shared = self.plans[owner] == Plan::Team;
        let of = |who: usize| self.roles[tenant][who];
        match op {
            Op::CreateWorkspace if free(actor) || !self.room(actor) => 403,
            Op::DeleteWorkspace => 412,
            Op::Write(n) if WRITES[n].0 == "DELETE" => 412,
            Op::PutMember(_, wanted) if ROLES[wanted] == Role::Owner || !shared => 403,
            Op::PutMember(who, _) if who == owner => 403,
            Op::RemoveMember(who) if of(who).is_none() => 404,
            Op::RemoveMember(who) if who != actor && role < Some(Role::Admin) => 403,
            Op::RemoveMember(who) if who == owner => 403,
            Op::Transfer(who) if of(who).is_none() => 404,
            Op::Transfer(who) if who == owner => 400,
            Op::Transfer(who) if !self.room(who) => 403,
            Op::Transfer(who) if self.plans[who] != Plan::Team => {
                let alone = self.roles[tenant].iter().flatten().count() == 1;
                if alone { 200 } else { 403 }
            }
            _ => 200,
        }
    }

    /// What a step changes that is allowed.
    fn take(&mut self, step: &Step) {
        let (tenant, owner) = (step.tenant, self.owner(step.tenant));
        match step.op {
            Op::CreateWorkspace => self.made[step.actor] += 1,
            Op::PutMember(who, role) => self.roles[tenant][who] = Some(ROLES[role]),
            Op::RemoveMember(who) => self.roles[tenant][who] = None,
            Op::Transfer(who) => {
                self.roles[tenant][owner] = Some(Role::Admin);
                self.roles[tenant][who] = Some(Role::Owner);
            }
            Op::SetPlan(who, plan) => self.plans[who] = PLANS[plan],
            _ => {}
        }
    }
}

/// One person of a world.
#[derive(Clone, Debug)]
struct Someone {
    id: UserId,
    email: String,
    cookie: String,
    api_tokens: Vec<String>,
}

/// What stands in everything of a tenant's, of each sequence anew.
#[derive(Clone, Debug)]
struct Place {
    canary: String,
    workspace: String,
    set: String,
    mode: String,
    token: String,
}

/// Two tenants.
struct World {
    number: u32,
    app: Arc<TestApp>,
    service: Service,
    people: Vec<Someone>,
    counter: std::cell::Cell<u64>,
}

impl World {
    async fn new(app: Arc<TestApp>, number: u32) -> Self {
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            let someone = person(&app, &format!("p{number}-{n}"), Plan::Team).await;
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
                            workspace_id: workspace.id,
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
    async fn live(&self, team: bool, steps: &[Step]) -> Result<(), TestCaseError> {
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

both_databases! {
    async fn ten_thousand_sequences_over_two_tenants(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.auth_failures_per_minute = 0;
        }).await;
        let app = Arc::new(app);
        let mut lives = Vec::new();
        for number in 0..WORLDS {
            let world = World::new(app.clone(), number).await;
            lives.push(tokio::task::spawn_blocking(move || {
                let settings = Settings {
                    cases: SEQUENCES / WORLDS,
                    failure_persistence: None,
                    ..Settings::default()
                };
                let mut seed = [7; 32];
                seed[..4].copy_from_slice(&number.to_le_bytes());
                let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
                let mut runner = TestRunner::new_with_rng(settings, rng);
                let sequences = (prop::bool::weighted(0.75), steps());
                let runtime = Handle::current();
                runner.run(&sequences, |(team, steps)| runtime.block_on(world.live(team, &steps)))
            }));
        }
        for life in lives {
            if let Err(error) = life.await.unwrap() {
                panic!("{error}");
            }
        }
    }
}
