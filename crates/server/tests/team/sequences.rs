//! Two tenants who do whatever comes to their minds: 10,000 random sequences over both databases. No
//! answer is a 5xx, none holds what its reader may not see, and each is as a policy says that is
//! written down here once more, [`model::Model::expected`].
//!
//! Requests go to the router without a socket. A sequence begins with fresh workspaces, so that what
//! fails fails alone, and proptest makes it short.

mod model;
mod world;

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config as Settings, RngAlgorithm, TestRng, TestRunner};
use tokencraft_testing::{TestApp, both_databases};
use tokio::runtime::Handle;

use model::steps;
use world::World;

/// On each of the two databases.
const SEQUENCES: u32 = 5_000;
/// Pairs of tenants who live beside each other.
const WORLDS: u32 = 20;

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
