//! What a server keeps in memory, change by change, is what a fresh one reads from the database.

use serde_json::{Value, json};
use tokencraft_server::auth::Scopes;
use tokencraft_testing::{Client, both_databases};

use crate::world::World;

/// A fixed sequence of choices.
struct Choices(u64);

impl Choices {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        if list.is_empty() {
            None
        } else {
            list.get(self.below(list.len()))
        }
    }
}

/// Ids of a list's items.
async fn ids(client: &Client, path: &str, plural: &str) -> Vec<String> {
    let json = client.get(path).await.expect(200).json();
    let items = json[plural].as_array().unwrap();
    items
        .iter()
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect()
}

/// One change of something, which may be refused but must not fail.
async fn change(client: &Client, sets: &str, choices: &mut Choices) -> u16 {
    let all = ids(client, sets, "tokensets").await;
    let name = format!("n{}", choices.below(12));
    let Some(set) = choices
        .of(&all)
        .filter(|_| all.len() > 1 || choices.0 & 1 == 0)
    else {
        return client.post(sets, &json!({"name": name})).await.status;
    };
    let set = format!("/tokensets/{set}");
    let modes = ids(client, &format!("{set}/modes"), "modes").await;
    let mode = format!("{set}/modes/{}", choices.of(&modes).unwrap());
    let tokens = ids(client, &format!("{mode}/tokens"), "tokens").await;
    let other = format!("n{}", choices.below(12));
    let value = [
        json!("#fff"),
        json!("#123456"),
        json!(format!("{{{other}}}")),
    ][choices.below(3)]
    .clone();
    let token = choices.of(&tokens).map(|id| format!("{mode}/tokens/{id}"));
    let answer = match (choices.below(14), token) {
        (0, _) => {
            client
                .post(
                    &format!("{set}/modes"),
                    &json!({"name": name, "is_default": choices.below(2) == 0}),
                )
                .await
        }
        (1, _) => {
            client
                .patch(&mode, &json!({"name": name, "position": 0}))
                .await
        }
        (2, _) => client.patch(&mode, &json!({"is_default": true})).await,
        (3, _) if choices.below(3) == 0 => client.delete(&mode).await,
        (4, _) if choices.below(4) == 0 => client.delete(&set).await,
        (5, _) => {
            client
                .post(
                    &format!("{set}/tokens/rename"),
                    &json!({"from": name, "to": other}),
                )
                .await
        }
        (6, _) => {
            let document = json!({name: {"$type": "color", "$value": value}, "x": {"$type": "color", "$value": "#000"}});
            let strategy = ["merge", "replace"][choices.below(2)];
            client
                .post(&format!("{set}/import?strategy={strategy}"), &document)
                .await
        }
        (7, Some(token)) => client.delete(&token).await,
        (8, Some(token)) => client.patch(&token, &json!({"name": name})).await,
        (9, Some(token)) => client.patch(&token, &json!({"value": value})).await,
        (10, Some(token)) => {
            let batch = json!({
                "create": [{"name": name, "type": "color", "value": value}],
                "update": [{"id": token.rsplit('/').next(), "name": other}],
            });
            client.post(&format!("{mode}/tokens/batch"), &batch).await
        }
        _ => {
            client
                .post(
                    &format!("{mode}/tokens"),
                    &json!({"name": name, "type": "color", "value": value}),
                )
                .await
        }
    };
    assert!(answer.status < 500, "{}", answer.text());
    answer.status
}

/// Everything that a caller can read of a workspace.
async fn everything(client: &Client, sets: &str) -> Vec<(String, Value)> {
    let mut all = vec![(sets.to_owned(), client.get(sets).await.expect(200).json())];
    for set in ids(client, sets, "tokensets").await {
        for part in [
            "modes",
            "tokens?resolve=true&etags=true",
            "export?references=keep",
            "diagnostics",
        ] {
            let path = format!("/tokensets/{set}/{part}");
            all.push((path.clone(), client.get(&path).await.expect(200).json()));
        }
    }
    all
}

both_databases! {
    async fn memory_and_database_agree_after_any_changes(test: TestDb) {
        let world = World::new(test).await;
        let sets = format!("/workspaces/{}/tokensets", world.workspace);
        let plain = world.app.api_token(world.owner_id, Scopes::ALL).await;
        let mut choices = Choices(42);
        let mut done = 0;
        for _ in 0..4 {
            for _ in 0..60 {
                done += usize::from(change(&world.owner, &sets, &mut choices).await < 300);
            }
            let fresh = world.app.sibling().await;
            let (here, there) = (world.owner.clone(), fresh.api(&plain));
            let (here, there) = (everything(&here, &sets).await, everything(&there, &sets).await);
            for (here, there) in here.iter().zip(&there) {
                assert_eq!(here, there);
            }
            assert_eq!(here.len(), there.len());
        }
        assert!(done > 120, "only {done} changes were taken");
    }
}
