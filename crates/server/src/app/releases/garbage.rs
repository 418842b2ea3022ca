//! Objects that no release refers to any more.

use tokencraft_releases::{Hash, reachable};
use tokencraft_storage::{OrganizationId, Tx, release_objects, releases};

use super::content::fetch;
use crate::app::error::Result;

/// Removes the objects that nothing of an organization, which this transaction holds, leads to; how many.
/// After releases were removed.
pub fn collect(tx: &mut Tx<'_>, organization: OrganizationId) -> Result<u64> {
    tx.be_patient()?;
    let roots = releases::roots(tx, organization)?.into_iter().map(Hash);
    let kept = reachable(roots, |hashes| fetch(tx, organization, hashes))?;
    let all = release_objects::hashes(tx, organization)?;
    let garbage: Vec<_> = all
        .into_iter()
        .filter(|hash| !kept.contains(&Hash(*hash)))
        .collect();
    Ok(release_objects::delete(tx, organization, &garbage)?)
}
