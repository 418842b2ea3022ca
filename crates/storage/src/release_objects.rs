//! What releases hold: immutable objects by the hash of their content, shared by all releases of an
//! organization. What is in them is not this crate's matter.

use crate::db::{Param, Tx, Value, statements};
use crate::{Error, OrganizationId};

/// SHA-256 of an object's content.
pub type Hash = [u8; 32];

/// Objects that one statement reads.
const AT_ONCE: usize = 64;

statements! {
    INSERT = "INSERT INTO release_objects (organization_id, hash, body) VALUES ($1, $2, $3) \
              ON CONFLICT (organization_id, hash) DO NOTHING";
    GET = "SELECT hash, body FROM release_objects WHERE organization_id = $1 AND hash = $2";
    GET_MANY = "SELECT hash, body FROM release_objects WHERE organization_id = $1 AND hash IN \
                ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
                $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, \
                $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, \
                $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64, $65)";
    ALL = "SELECT hash, body FROM release_objects WHERE organization_id = $1";
    HASHES = "SELECT hash FROM release_objects WHERE organization_id = $1";
    DELETE = "DELETE FROM release_objects WHERE organization_id = $1 AND hash = $2";
}

/// Adds objects; those that are there already stay. How many are new.
pub fn insert<'o>(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    objects: impl IntoIterator<Item = (&'o Hash, &'o [u8])>,
) -> Result<u64, Error> {
    let organization = organization_id.0.as_bytes();
    let sets = objects.into_iter().map(|(hash, body)| {
        vec![
            Value::Bytes(organization),
            Value::Bytes(hash),
            Value::Bytes(body),
        ]
    });
    tx.execute_many(INSERT, sets)
}

/// Hands over the stored bodies of some objects, in no order; those that are not there are left out.
pub fn get(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    hashes: &[Hash],
    mut each: impl FnMut(Hash, Vec<u8>) -> Result<(), Error>,
) -> Result<(), Error> {
    for some in hashes.chunks(AT_ONCE) {
        if let [one] = some {
            tx.for_each(GET, &[&organization_id, one], |row| {
                each(row.get(0)?, row.get(1)?)
            })?;
            continue;
        }
        // One text for any number: the first stands again where there are fewer.
        let params: [&dyn Param; AT_ONCE + 1] = std::array::from_fn(|n| {
            let param: &dyn Param = match n {
                0 => &organization_id,
                n => some.get(n - 1).unwrap_or(&some[0]),
            };
            param
        });
        tx.for_each(GET_MANY, &params, |row| each(row.get(0)?, row.get(1)?))?;
    }
    Ok(())
}

/// Hands over every object of an organization, in no order.
pub fn for_each(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    mut each: impl FnMut(Hash, Vec<u8>) -> Result<(), Error>,
) -> Result<(), Error> {
    tx.for_each(ALL, &[&organization_id], |row| {
        each(row.get(0)?, row.get(1)?)
    })
}

/// The hashes of every object of an organization.
pub fn hashes(tx: &mut Tx<'_>, organization_id: OrganizationId) -> Result<Vec<Hash>, Error> {
    tx.query_all(HASHES, &[&organization_id], |row| row.get(0))
}

/// Removes objects; how many were there.
pub fn delete(
    tx: &mut Tx<'_>,
    organization_id: OrganizationId,
    hashes: &[Hash],
) -> Result<u64, Error> {
    let organization = organization_id.0.as_bytes();
    let sets = hashes
        .iter()
        .map(|hash| vec![Value::Bytes(organization), Value::Bytes(hash)]);
    tx.execute_many(DELETE, sets)
}
