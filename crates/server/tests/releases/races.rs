//! What happens at once: one winner, nothing left over, and an environment always serves one whole
//! release.

use std::time::Duration;

use serde_json::{Value, json};
use tokencraft_testing::{Answer, both_databases};

use crate::world::World;

/// Rounds of every race.
const ROUNDS: usize = 12;
/// Rounds at most until both outcomes were met.
const MOST: usize = 120;

impl World {
    /// A world with two releases in Staging, the first of which is in Production.
    async fn busy(test: tokencraft_testing::TestDb) -> Self {
        let world = Self::new(test).await;
        let tokens: Vec<(String, String)> = (0..200)
            .map(|n| (format!("color.c{n}"), format!("#{n:06x}")))
            .collect();
        let tokens: Vec<(&str, &str, &str)> = tokens
            .iter()
            .map(|(name, value)| (name.as_str(), "color", value.as_str()))
            .collect();
        world.tokens(&world.set, "light", &tokens).await;
        world.publish("staging", &json!({})).await.expect(201);
        world.merge("staging", &json!({})).await.expect(201);
        world
    }

    /// All releases of an environment, newest first.
    async fn all(&self, environment: &str) -> Vec<Value> {
        let list = self
            .owner
            .get(&self.releases(environment))
            .await
            .expect(200)
            .json();
        list["releases"].as_array().unwrap().clone()
    }

    /// Nothing is damaged, nothing is left over, and exactly one release is active where there are any.
    async fn is_sound(&self) {
        let looks = self.app.server.db().clone();
        let findings = tokio::task::spawn_blocking(move || {
            tokencraft_storage::doctor::examine(
                &looks,
                &[tokencraft_server::app::releases::doctor::look],
            )
        });
        let findings = findings.await.unwrap().unwrap();
        // A database for tests need not flush.
        let ok = |finding: &tokencraft_storage::doctor::Finding| {
            finding.ok || finding.check.contains("fsync")
        };
        assert!(findings.iter().all(ok), "{findings:#?}");
        let list = self
            .owner
            .get(&self.environments())
            .await
            .expect(200)
            .json();
        for environment in list["environments"].as_array().unwrap() {
            let id = environment["id"].as_str().unwrap();
            let releases = self.all(id).await;
            let active: Vec<&Value> = releases.iter().filter(|r| r["is_active"] == true).collect();
            assert_eq!(active.len(), usize::from(!releases.is_empty()));
            if let [active] = active.as_slice() {
                assert_eq!(environment["active_release"], **active);
            }
        }
        let id: tokencraft_storage::OrganizationId = self.organization.parse().unwrap();
        let left = self
            .app
            .server
            .db()
            .write(move |tx| tokencraft_server::app::releases::garbage::collect(tx, id));
        assert_eq!(left.await.unwrap(), 0, "objects that nothing refers to");
    }
}

/// Which outcomes a race has had, and when its two sides are to start: nearer and nearer to where the
/// one or the other wins, however fast the machine is.
#[derive(Debug, Default)]
struct Tally {
    rounds: usize,
    /// Only the first, only the second, both.
    outcomes: [usize; 3],
    last: usize,
    /// Milliseconds by which the first starts before the second.
    lead: i64,
    step: i64,
}

impl Tally {
    fn count(&mut self, first: bool, second: bool) {
        let outcome = match (first, second) {
            (true, false) => 0,
            (false, true) => 1,
            (true, true) => 2,
            (false, false) => panic!("nobody won"),
        };
        self.step = if outcome == self.last {
            (self.step * 2).clamp(1, 500)
        } else {
            1
        };
        match outcome {
            0 => self.lead -= self.step,
            1 => self.lead += self.step,
            _ => self.lead /= 2,
        }
        self.rounds += 1;
        self.outcomes[outcome] += 1;
        self.last = outcome;
    }

    /// How long the first and the second wait.
    fn pauses(&self) -> [Duration; 2] {
        [-self.lead, self.lead].map(|time| Duration::from_millis(time.try_into().unwrap_or(0)))
    }

    /// Whether to go on: some rounds at least, and until both orders were met.
    fn goes_on(&self, met: fn(&[usize; 3]) -> bool) -> bool {
        let met = met(&self.outcomes);
        assert!(met || self.rounds < MOST, "one order alone: {self:?}");
        self.rounds < ROUNDS || !met
    }
}

fn lost(answer: &Answer) {
    assert_eq!(answer.status, 409, "{answer:?}");
    assert_eq!(
        answer.error(),
        "Another release was published in the meantime"
    );
    assert_eq!(answer.header("tokencraft-error"), Some("release_conflict"));
}

both_databases! {
    async fn of_two_publications_one_wins_or_they_follow_each_other(test: TestDb) {
        let world = World::busy(test).await;
        let mut tally = Tally::default();
        while tally.goes_on(|outcomes| outcomes[0] > 0 && outcomes[1] > 0) {
            let round = tally.rounds;
            world.change("light", "color.c7", &json!({"value": format!("#1{round:05}")})).await;
            let before = world.all("staging").await.len();
            let (a, b) = (json!({"name": "a"}), json!({"name": "b"}));
            let (a, b) = if round % 2 == 0 {
                tokio::join!(world.publish("staging", &a), world.publish("staging", &b))
            } else {
                let (b, a) = tokio::join!(world.publish("staging", &b), world.publish("staging", &a));
                (a, b)
            };
            // The later one either was overtaken, or began after the other and found nothing new.
            for answer in [&a, &b] {
                match answer.status {
                    201 => {}
                    409 if answer.error().starts_with("Nothing changed since") => {}
                    _ => lost(answer),
                }
            }
            tally.count(a.status == 201, b.status == 201);
            let winner = if a.status == 201 { &a } else { &b };
            let all = world.all("staging").await;
            assert_eq!(all.len(), before + 1);
            assert_eq!((&all[0]["id"], &all[0]["is_active"]), (&json!(winner.member("id")), &json!(true)));
        }
        assert_eq!(tally.outcomes[2], 0, "one snapshot, one release");
        world.is_sound().await;
    }

    async fn a_publication_during_a_merge_leaves_production_whole(test: TestDb) {
        let world = World::busy(test).await;
        let mut tally = Tally::default();
        while tally.goes_on(|outcomes| outcomes[0] > 0 && outcomes[1] > 0) {
            let round = tally.rounds;
            world.change("light", "color.c1", &json!({"value": format!("#2{round:05}")})).await;
            world.publish("staging", &json!({})).await.expect(201);
            world.change("light", "color.c2", &json!({"value": format!("#3{round:05}")})).await;
            let before = world.all("production").await;
            let (merge, publish) = (json!({"strategy": "source"}), json!({}));
            let [first, second] = tally.pauses();
            let (merged, published) = tokio::join!(
                async {
                    tokio::time::sleep(first).await;
                    world.merge("staging", &merge).await
                },
                async {
                    tokio::time::sleep(second).await;
                    world.publish("production", &publish).await
                },
            );
            tally.count(merged.status == 201, published.status == 201);
            let winners: Vec<&Answer> = [&merged, &published].into_iter().filter(|a| a.status == 201).collect();
            for answer in [&merged, &published] {
                if answer.status != 201 && !answer.error().starts_with("Nothing changed since") {
                    lost(answer);
                }
            }
            let all = world.all("production").await;
            assert_eq!(all.len(), before.len() + winners.len());
            // Whatever Production serves is one of the releases, from its first to its last byte.
            let active = all.iter().find(|release| release["is_active"] == true).unwrap();
            let pinned = format!("format=css&release={}", active["version"].as_str().unwrap());
            assert_eq!(
                world.export("production", "format=css").await.expect(200).body,
                world.export("production", &pinned).await.expect(200).body,
            );
        }
        world.is_sound().await;
    }

    async fn a_workspace_deleted_during_a_publication_is_in_the_release_or_not(test: TestDb) {
        let world = World::busy(test).await;
        let mut tally = Tally::default();
        while tally.goes_on(|outcomes| outcomes[0] > 0 && outcomes[1] > 0) {
            let round = tally.rounds;
            let made = world.owner.post("/workspaces", &json!({"name": "Passing"})).await;
            let workspace = made.expect(201).member("id");
            let path = format!("/workspaces/{workspace}/tokensets");
            let name = format!("Passing {round}");
            let set = world.owner.post(&path, &json!({"name": name})).await.expect(201).member("id");
            world.tokens(&set, "base", &[("passing.by", "color", "#abcdef")]).await;
            world.attach(&workspace).await.expect(201);
            let body = json!({});
            let gone = format!("/workspaces/{workspace}");
            let [first, second] = tally.pauses();
            let (published, deleted) = tokio::join!(
                async {
                    tokio::time::sleep(first).await;
                    world.publish("staging", &body).await
                },
                async {
                    tokio::time::sleep(second).await;
                    world.owner.delete(&gone).await
                },
            );
            deleted.expect(200);
            tally.count(published.status == 201, published.status != 201);
            match published.status {
                201 => {
                    let changes = published.json()["changes"].to_string();
                    assert!(changes.contains(&name), "{changes}");
                    let pinned = format!("format=json&tokenset=Passing%20{round}");
                    world.export("staging", &pinned).await.expect(200);
                }
                409 => {
                    let told = published.error();
                    let known = told == "A workspace was detached in the meantime"
                        || told.starts_with("Nothing changed since");
                    assert!(known, "{told}");
                }
                other => panic!("{other}"),
            }
            // What was published of it can still be taken away by the next release.
            let next = world.publish("staging", &json!({})).await;
            assert!(matches!(next.status, 201 | 409), "{next:?}");
        }
        world.is_sound().await;
    }

    async fn an_environment_deleted_during_an_export_gives_all_of_it_or_nothing(test: TestDb) {
        let world = World::busy(test).await;
        let whole = world.export("staging", "format=css").await.expect(200).body;
        let mut tally = Tally::default();
        while tally.goes_on(|outcomes| outcomes[0] > 0 && outcomes[1] > 0) {
            let round = tally.rounds;
            world.environment("Passing", Some("staging")).await.expect(201);
            // Not rendered yet: the prefix is new.
            let query = format!("format=css&prefix=r{round}");
            let gone = format!("{}/passing", world.environments());
            let [first, second] = tally.pauses();
            let (exported, deleted, published) = tokio::join!(
                async {
                    tokio::time::sleep(first).await;
                    world.export("passing", &query).await
                },
                async {
                    tokio::time::sleep(second).await;
                    world.owner.delete(&gone).await
                },
                async {
                    let body = json!({});
                    world.publish("passing", &body).await
                },
            );
            deleted.expect(200);
            tally.count(exported.status == 200, exported.status != 200);
            match exported.status {
                200 => assert_eq!(exported.text().replace(&format!("--r{round}-"), "--").as_bytes(), whole),
                404 => assert_eq!(exported.error(), "Environment not found"),
                other => panic!("{other}"),
            }
            match published.status {
                404 => assert_eq!(published.error(), "Environment not found"),
                409 => assert!(published.error().starts_with("Nothing changed since")),
                other => panic!("{other}"),
            }
        }
        world.is_sound().await;
    }
}
