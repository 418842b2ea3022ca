//! What releases hold: objects in the database, snapshots in memory.
//!
//! A snapshot is known by its checksum and never changes, so what is in memory is always right.

use std::io;
use std::sync::Arc;

use tokencraft_releases::{
    Bump, Hash, LoadError, Object, OutlinedSet, Snapshot, TooLarge, load, outline,
};
use tokencraft_storage::release_objects;
use tokencraft_storage::{self as storage, OrganizationId, Release, Tx};

use crate::app::context::Context;
use crate::app::error::{Error, Result};

/// As much as zstd gains without taking its time.
const LEVEL: i32 = 3;

/// An object as it is stored: its hash and its compressed body.
pub type Stored = (Hash, Vec<u8>);

/// What a release holds. Parts that `known` snapshots have are shared with them.
pub fn of(
    tx: &mut Tx<'_>,
    ctx: &Context,
    release: &Release,
    known: &[&Snapshot],
) -> Result<Arc<Snapshot>> {
    snapshot(tx, ctx, release.organization_id, release.root, known)
}

fn snapshot(
    tx: &mut Tx<'_>,
    ctx: &Context,
    organization: OrganizationId,
    root: [u8; 32],
    known: &[&Snapshot],
) -> Result<Arc<Snapshot>> {
    let snapshots = ctx.server.snapshots();
    if let Some(snapshot) = snapshots.release(&root) {
        return Ok(snapshot);
    }
    ctx.must_load("the release is not in memory")?;
    tx.be_patient()?;
    let loaded = load(Hash(root), known, |hashes| fetch(tx, organization, hashes));
    let snapshot = Arc::new(loaded.map_err(|error| unloadable(root, error))?);
    snapshots.keep_release(snapshot.clone());
    Ok(snapshot)
}

/// The tokensets and modes that a release holds.
pub fn outline_of(tx: &mut Tx<'_>, release: &Release) -> Result<Vec<OutlinedSet>> {
    let fetch = |hashes: &[Hash]| fetch(tx, release.organization_id, hashes);
    outline(Hash(release.root), fetch).map_err(|error| unloadable(release.root, error))
}

fn unloadable(root: [u8; 32], error: LoadError<storage::Error>) -> Error {
    match error {
        LoadError::Store(error) => error.into(),
        LoadError::Damaged(finding) => {
            Error::Internal(format!("release {}: {finding}", Hash(root)).into())
        }
    }
}

/// Stored objects, as [`tokencraft_releases`] asks for them.
pub fn fetch(
    tx: &mut Tx<'_>,
    organization: OrganizationId,
    hashes: &[Hash],
) -> std::result::Result<Vec<(Hash, Vec<u8>)>, storage::Error> {
    let mut bodies = Vec::with_capacity(hashes.len());
    let hashes: Vec<_> = hashes.iter().map(|hash| hash.0).collect();
    release_objects::get(tx, organization, &hashes, |hash, body| {
        // What cannot be unpacked is not what was stored: its hash will say so.
        bodies.push((Hash(hash), unpack(&body).unwrap_or_default()));
        Ok(())
    })?;
    Ok(bodies)
}

/// 422: no release is that large.
pub fn too_large(error: TooLarge) -> Error {
    Error::Unprocessable {
        code: "release_too_large",
        message: error.to_string(),
        details: None,
    }
}

/// A part of a version as it is stored.
pub fn bump(bump: Bump) -> storage::Bump {
    match bump {
        Bump::Patch => storage::Bump::Patch,
        Bump::Minor => storage::Bump::Minor,
        Bump::Major => storage::Bump::Major,
    }
}

/// An object as it is to be stored.
pub fn pack(object: &Object) -> Result<Stored> {
    let body = zstd::bulk::compress(&object.body, LEVEL);
    let body = body.map_err(|error| Error::Internal(Box::new(error)))?;
    Ok((object.hash, body))
}

/// The body of a stored object.
pub fn unpack(body: &[u8]) -> io::Result<Vec<u8>> {
    zstd::decode_all(body)
}
