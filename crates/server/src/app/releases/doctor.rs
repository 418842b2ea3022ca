//! Whether releases are still what they were.

use rustc_hash::FxHashMap;
use tokencraft_releases::{Hash, children, verify};
use tokencraft_storage::doctor::Finding;
use tokencraft_storage::releases::{self, Stored};
use tokencraft_storage::{self as storage, OrganizationId, Tx, release_objects};

use super::content::{fetch, unpack};
use super::views::version;

const CHECK: &str = "every release is what was published";
/// Damaged releases that are named; more are counted.
const MOST_NAMED: usize = 10;

/// What is below an object, or what is wrong with it.
type Looked = FxHashMap<Hash, Result<Vec<Hash>, String>>;

/// Recomputes the checksum of every release, and resolves anew what the newest release of each
/// environment holds. For [`tokencraft_storage::doctor::examine`].
pub fn look(tx: &mut Tx<'_>) -> Result<Vec<Finding>, storage::Error> {
    let all = releases::stored(tx)?;
    let mut damaged: Vec<String> = Vec::new();
    let mut objects = 0;
    for of_one in all.chunk_by(|a, b| a.organization_id == b.organization_id) {
        let organization = of_one[0].organization_id;
        let looked = objects_of(tx, organization)?;
        objects += looked.len();
        let mut known = FxHashMap::default();
        let mut newest: FxHashMap<&str, &Stored> = FxHashMap::default();
        for release in of_one {
            let fault = fault(Hash(release.root), &looked, &mut known);
            if let Some(fault) = fault {
                damaged.push(told(release, &fault));
            } else {
                newest.insert(&release.environment, release);
            }
        }
        for release in newest.into_values() {
            let root = Hash(release.root);
            let findings = verify(root, |hashes| fetch(tx, organization, hashes))?;
            if let Some(finding) = findings.first() {
                damaged.push(told(release, &finding.to_string()));
            }
        }
    }
    damaged.sort();
    let more = damaged.len().saturating_sub(MOST_NAMED);
    let ok = damaged.is_empty();
    damaged.truncate(MOST_NAMED);
    let mut detail = if ok {
        format!("{} releases of {objects} objects", all.len())
    } else {
        damaged.join("; ")
    };
    if more > 0 {
        detail = format!("{detail}; and {more} more");
    }
    Ok(vec![Finding {
        check: CHECK,
        ok,
        detail,
    }])
}

fn told(release: &Stored, fault: &str) -> String {
    let version = version(release.version);
    let (organization, environment) = (&release.organization, &release.environment);
    format!("{organization}, {environment} {version}: {fault}")
}

/// Every object of an organization, looked at once, however many releases share it.
fn objects_of(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<Looked, storage::Error> {
    let mut looked = Looked::default();
    release_objects::for_each(tx, organization, |hash, body| {
        let hash = Hash(hash);
        let body = unpack(&body).ok().filter(|body| Hash::of(body) == hash);
        let below = match body {
            Some(body) => {
                children(&body).map_err(|how| format!("object {hash} is malformed: {how}"))
            }
            None => Err(format!("object {hash} was altered")),
        };
        looked.insert(hash, below);
        Ok(())
    })?;
    Ok(looked)
}

/// What is wrong with an object or anything below it: at most four levels deep.
fn fault(
    hash: Hash,
    looked: &Looked,
    known: &mut FxHashMap<Hash, Option<String>>,
) -> Option<String> {
    if let Some(known) = known.get(&hash) {
        return known.clone();
    }
    let found = match looked.get(&hash) {
        None => Some(format!("object {hash} is missing")),
        Some(Err(fault)) => Some(fault.clone()),
        Some(Ok(below)) => below.iter().find_map(|&below| fault(below, looked, known)),
    };
    known.insert(hash, found.clone());
    found
}
