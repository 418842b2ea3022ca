//! Two organizations and whatever their people think of: random sequences over both databases. Each
//! answer is as rules say that are written down here once more, [`Model::expected`]; at the end
//! everything is where they say, and nobody has read what is the other organization's.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config as Settings, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tokencraft_storage::{Plan, Role};
use tokencraft_testing::{Person, TestApp, both_databases};
use tokio::runtime::Handle;

const SEQUENCES: u32 = 80;
const STEPS: usize = 14;
/// The owner, an admin, an editor and a viewer of the first organization, as they begin; the owner of
/// the second, and a viewer of it.
const PEOPLE: usize = 6;
const OWNERS: [usize; 2] = [0, 4];
/// Whose workspaces there are.
const KEEPERS: [usize; 3] = [0, 1, 4];
const ROLES: [Role; 4] = [Role::Viewer, Role::Editor, Role::Admin, Role::Owner];
const NAMES: [&str; 2] = ["Staging", "Next"];
const READS: [&str; 5] = ["", "/workspaces", "/members", "/environments", "/activity"];
const CANARIES: [&str; 2] = ["canary-one", "canary-two"];

#[derive(Clone, Copy, Debug)]
enum Op {
    List,
    Read(usize),
    Rename,
    Put(usize, usize),
    Remove(usize),
    Attach(usize),
    Detach(usize),
    CreateEnvironment(usize),
    /// To the other of [`NAMES`].
    RenameEnvironment(usize),
    DeleteEnvironment(usize),
    RemoveProduction,
    /// The owner's plan becomes BUSINESS, or something less.
    SetPlan(bool),
}

#[derive(Clone, Copy, Debug)]
struct Step {
    actor: usize,
    organization: usize,
    op: Op,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (people, names) = (0..PEOPLE, 0..NAMES.len());
    let op = prop_oneof![
        1 => Just(Op::List),
        3 => (0..READS.len()).prop_map(Op::Read),
        1 => Just(Op::Rename),
        4 => (people.clone(), 0..ROLES.len()).prop_map(|(who, role)| Op::Put(who, role)),
        2 => people.clone().prop_map(Op::Remove),
        3 => (0..KEEPERS.len()).prop_map(Op::Attach),
        2 => (0..KEEPERS.len()).prop_map(Op::Detach),
        3 => names.clone().prop_map(Op::CreateEnvironment),
        2 => names.clone().prop_map(Op::RenameEnvironment),
        2 => names.prop_map(Op::DeleteEnvironment),
        1 => Just(Op::RemoveProduction),
        1 => prop::bool::weighted(0.6).prop_map(Op::SetPlan),
    ];
    let organization = prop_oneof![3 => Just(0usize), 1 => Just(1usize)];
    let step = (people, organization, op);
    vec(
        step.prop_map(|(actor, organization, op)| Step {
            actor,
            organization,
            op,
        }),
        1..=STEPS,
    )
}

/// What ought to be.
#[derive(Clone, Debug)]
struct Model {
    roles: [[Option<Role>; PEOPLE]; 2],
    business: [bool; 2],
    attached: [Option<usize>; KEEPERS.len()],
    environments: [[bool; NAMES.len()]; 2],
}

impl Model {
    fn new() -> Self {
        let mut roles = [[None; PEOPLE]; 2];
        let begin = [Role::Owner, Role::Admin, Role::Editor, Role::Viewer];
        roles[0][..4].copy_from_slice(&begin.map(Some));
        roles[1][4..].copy_from_slice(&[Some(Role::Owner), Some(Role::Viewer)]);
        Self {
            roles,
            business: [true; 2],
            attached: [None; 3],
            environments: [[false; 2]; 2],
        }
    }

    /// The contract's section 5 in our own words.
    fn expected(&self, step: &Step) -> u16 {
        let Step {
            actor,
            organization,
            op,
        } = *step;
        let of = |who: usize| self.roles[organization][who];
        let has = |name: usize| self.environments[organization][name];
        match op {
            Op::List | Op::SetPlan(_) => return 200,
            // The owner of what is attached needs nothing else.
            Op::Detach(workspace) if self.attached[workspace] != Some(organization) => return 404,
            Op::Detach(workspace) if KEEPERS[workspace] == actor => return 200,
            _ => {}
        }
        let Some(role) = of(actor) else { return 404 };
        let (least, adds) = match op {
            Op::RenameEnvironment(name) | Op::DeleteEnvironment(name) if !has(name) => return 404,
            Op::Remove(who) if of(who).is_none() => return 404,
            Op::Remove(who) if who == actor => (Role::Viewer, false),
            Op::Read(4)
            | Op::Remove(_)
            | Op::Detach(_)
            | Op::DeleteEnvironment(_)
            | Op::RemoveProduction => (Role::Admin, false),
            Op::CreateEnvironment(_) | Op::RenameEnvironment(_) => (Role::Editor, true),
            Op::Rename | Op::Put(..) | Op::Attach(_) => (Role::Admin, true),
            _ => (Role::Viewer, false),
        };
        if role < least || (adds && !self.business[organization]) {
            return 403;
        }
        match op {
            Op::Put(who, wanted)
                if ROLES[wanted] == Role::Owner || of(who) == Some(Role::Owner) =>
            {
                403
            }
            Op::Put(who, _) if of(who).is_none() => 201,
            Op::Remove(who) if of(who) == Some(Role::Owner) => 403,
            Op::Attach(workspace) if KEEPERS[workspace] != actor => 404,
            Op::Attach(workspace) if self.attached[workspace].is_some() => 409,
            Op::CreateEnvironment(name) if has(name) => 409,
            Op::RenameEnvironment(name) if has(1 - name) => 409,
            Op::RemoveProduction => 400,
            Op::Attach(_) | Op::CreateEnvironment(_) => 201,
            _ => 200,
        }
    }

    /// What a step changes that is allowed.
    fn take(&mut self, step: &Step) {
        let here = step.organization;
        match step.op {
            Op::Put(who, role) => self.roles[here][who] = Some(ROLES[role]),
            Op::Remove(who) => self.roles[here][who] = None,
            Op::Attach(workspace) => self.attached[workspace] = Some(here),
            Op::Detach(workspace) => self.attached[workspace] = None,
            Op::CreateEnvironment(name) => self.environments[here][name] = true,
            Op::RenameEnvironment(name) => {
                self.environments[here][name] = false;
                self.environments[here][1 - name] = true;
            }
            Op::DeleteEnvironment(name) => self.environments[here][name] = false,
            Op::SetPlan(business) => self.business[here] = business,
            _ => {}
        }
    }
}

struct World {
    app: TestApp,
    people: Vec<Person>,
}

/// The organizations and workspaces of one sequence.
struct Things {
    organizations: Vec<String>,
    workspaces: Vec<String>,
}

impl World {
    async fn begin(&self, model: &Model) -> Things {
        let (mut organizations, mut workspaces) = (Vec::new(), Vec::new());
        for (owner, name) in OWNERS.into_iter().zip(CANARIES) {
            self.app.set_plan(&self.people[owner], Plan::Business).await;
            organizations.push(self.people[owner].organization(name).await);
        }
        for keeper in KEEPERS {
            workspaces.push(self.people[keeper].workspace("Brand").await);
        }
        for (here, id) in organizations.iter().enumerate() {
            for (who, role) in model.roles[here].iter().enumerate() {
                if let Some(role) = role.filter(|role| *role != Role::Owner) {
                    let body = json!({"email": self.people[who].email, "role": role.as_str()});
                    let owner = &self.people[OWNERS[here]];
                    owner
                        .make(&format!("/organizations/{id}/members"), body)
                        .await;
                }
            }
        }
        Things {
            organizations,
            workspaces,
        }
    }

    /// What the owner reads below an organization.
    async fn read(&self, things: &Things, here: usize, what: &str) -> Vec<Value> {
        let path = format!("/organizations/{}/{what}", things.organizations[here]);
        let list = self.people[OWNERS[here]].browser.get(&path).await;
        list.expect(200).json()[what].as_array().unwrap().clone()
    }

    async fn carry_out(&self, step: &Step, things: &Things) -> (u16, String) {
        let (here, browser) = (step.organization, &self.people[step.actor].browser);
        let at = format!("/organizations/{}", things.organizations[here]);
        let environment = |name: usize| format!("{at}/environments/{}", NAMES[name].to_lowercase());
        let (method, path, body) = match step.op {
            Op::List => ("GET", "/organizations".to_owned(), None),
            Op::Read(n) => ("GET", format!("{at}{}", READS[n]), None),
            Op::Rename => ("PATCH", at, Some(json!({"name": CANARIES[here]}))),
            Op::Put(who, role) => {
                let body = json!({"email": self.people[who].email, "role": ROLES[role].as_str()});
                ("POST", format!("{at}/members"), Some(body))
            }
            Op::Remove(who) => {
                let id = self.people[who].id.to_string();
                let list = self.read(things, here, "members").await;
                let found = list.iter().find(|one| one["user_id"] == id.as_str());
                let unknown = self.app.unknown_id().to_string();
                let member = found.map_or(unknown, |one| one["id"].as_str().unwrap().to_owned());
                ("DELETE", format!("{at}/members/{member}"), None)
            }
            Op::Attach(n) => {
                let body = json!({"workspace_id": things.workspaces[n]});
                ("POST", format!("{at}/workspaces"), Some(body))
            }
            Op::Detach(n) => (
                "DELETE",
                format!("{at}/workspaces/{}", things.workspaces[n]),
                None,
            ),
            Op::CreateEnvironment(n) => (
                "POST",
                format!("{at}/environments"),
                Some(json!({"name": NAMES[n]})),
            ),
            Op::RenameEnvironment(n) => {
                ("PATCH", environment(n), Some(json!({"name": NAMES[1 - n]})))
            }
            Op::DeleteEnvironment(n) => ("DELETE", environment(n), None),
            Op::RemoveProduction => ("DELETE", format!("{at}/environments/production"), None),
            Op::SetPlan(business) => {
                let plan = if business { Plan::Business } else { Plan::Team };
                self.app.set_plan(&self.people[OWNERS[here]], plan).await;
                return (200, String::new());
            }
        };
        let mut request = browser.request(method, &path);
        if let Some(body) = &body {
            request = request.json(body);
        }
        let answer = request.send().await;
        (
            answer.status,
            String::from_utf8_lossy(&answer.body).into_owned(),
        )
    }

    async fn live(&self, steps: &[Step]) -> Result<(), TestCaseError> {
        let mut model = Model::new();
        let things = self.begin(&model).await;
        for step in steps {
            let expected = model.expected(step);
            let (status, text) = self.carry_out(step, &things).await;
            prop_assert_eq!(status, expected, "{:?} {:?} {}", step, model, text);
            for (here, canary) in CANARIES.iter().enumerate() {
                // Earlier sequences' organizations are in the list, too.
                let blind = model.roles[here][step.actor].is_none();
                let told = text.contains(canary) && !matches!(step.op, Op::List);
                prop_assert!(!(blind && told), "{:?} {}", step, text);
            }
            if status < 300 {
                model.take(step);
            }
        }
        for here in 0..2 {
            let list = self.read(&things, here, "members").await;
            let found: Vec<Option<Role>> = self
                .people
                .iter()
                .map(|who| {
                    let id = who.id.to_string();
                    let one = list.iter().find(|one| one["user_id"] == id.as_str())?;
                    one["role"].as_str()?.parse().ok()
                })
                .collect();
            prop_assert_eq!(found, model.roles[here].to_vec());
            let list = self.read(&things, here, "workspaces").await;
            let found: Vec<&str> = list.iter().map(|one| one["id"].as_str().unwrap()).collect();
            let mine = |n: &usize| model.attached[*n] == Some(here);
            let kept: Vec<&str> = (0..3)
                .filter(mine)
                .map(|n| things.workspaces[n].as_str())
                .collect();
            prop_assert_eq!(found, kept);
            let list = self.read(&things, here, "environments").await;
            let mut found: Vec<&str> = list
                .iter()
                .map(|one| one["name"].as_str().unwrap())
                .collect();
            let mut kept: Vec<&str> = (0..2)
                .filter(|n| model.environments[here][*n])
                .map(|n| NAMES[n])
                .collect();
            kept.push("Production");
            kept.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, kept);
        }
        Ok(())
    }
}

both_databases! {
    async fn whatever_people_do_organizations_are_as_the_rules_say(test: TestDb) {
        let app = TestApp::with(test, |config| {
            config.rate_limit = 0;
            config.auth_failures_per_minute = 0;
        }).await;
        let mut people = Vec::new();
        for n in 0..PEOPLE {
            people.push(app.person(&format!("Person{n}"), Plan::Team).await);
        }
        let world = World { app, people };
        let life = tokio::task::spawn_blocking(move || {
            let settings = Settings { cases: SEQUENCES, failure_persistence: None, ..Settings::default() };
            let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[5; 32]);
            let runtime = Handle::current();
            TestRunner::new_with_rng(settings, rng)
                .run(&steps(), |steps| runtime.block_on(world.live(&steps)))
        });
        if let Err(error) = life.await.unwrap() {
            panic!("{error}");
        }
    }
}
