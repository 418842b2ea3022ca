//! What people may think of, and what ought to come of it.

use proptest::collection::vec;
use proptest::prelude::*;
use tokencraft_storage::{Plan, Role};

/// The most that one sequence does.
const STEPS: usize = 10;
/// Four people of each of two tenants: owner, admin, editor, viewer, as they begin.
pub(super) const PEOPLE: usize = 8;
pub(super) const SCOPES: [&[&str]; 4] = [
    &["read:tokens", "write:tokens", "export:tokens"],
    &["read:tokens"],
    &["write:tokens"],
    &["export:tokens"],
];
pub(super) const PLANS: [Plan; 3] = [Plan::Free, Plan::Pro, Plan::Team];
pub(super) const ROLES: [Role; 4] = [Role::Viewer, Role::Editor, Role::Admin, Role::Owner];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    Session,
    /// An API token with one of [`SCOPES`].
    Api(usize),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
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
pub(super) struct Step {
    pub(super) actor: usize,
    pub(super) door: Door,
    pub(super) tenant: usize,
    pub(super) op: Op,
}

pub(super) const READS: [&str; 9] = [
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
pub(super) const EXPORTS: [&str; 3] = [
    "/tokensets/S/export?format=json",
    "/tokensets/S/modes/M/export?format=css",
    "/tokensets/S/export?format=dtcg",
];
/// Method, path, body; `X` is the canary, `@` a number of its own for every request.
pub(super) const WRITES: [(&str, &str, &str); 9] = [
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

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
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
pub(super) struct Model {
    pub(super) plans: [Plan; PEOPLE],
    pub(super) roles: [[Option<Role>; PEOPLE]; 2],
    /// Workspaces that somebody made on the way.
    made: [usize; PEOPLE],
}

impl Model {
    pub(super) fn new(team: bool) -> Self {
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
    pub(super) fn role(&self, who: usize, tenant: usize) -> Option<Role> {
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
    pub(super) fn expected(&self, step: &Step) -> u16 {
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
    pub(super) fn take(&mut self, step: &Step) {
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
