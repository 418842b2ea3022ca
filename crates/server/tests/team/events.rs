//! Streams of events: told after the commit, ended when they must.

use std::time::Duration;

use serde_json::{Value, json};
use tokencraft_server::app::events::Change;
use tokencraft_storage::{Kind, Plan};
use tokencraft_testing::{Client, both_databases};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::team::Team;

const PATIENCE: Duration = Duration::from_secs(10);

/// Somebody who listens.
struct Stream {
    socket: TcpStream,
    text: String,
}

impl Stream {
    /// Listens to a workspace; the head has arrived, and the greeting.
    async fn open(client: &Client, workspace: &str) -> Self {
        let mut socket = client.connect().await;
        let request = client.request("GET", &format!("/workspaces/{workspace}/events"));
        socket.write_all(&request.to_bytes()).await.unwrap();
        let text = String::new();
        let mut stream = Self { socket, text };
        let head = stream.until(": listening\n\n").await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(
            head.contains("content-type: text/event-stream\r\n"),
            "{head}"
        );
        assert!(head.contains("cache-control: no-store\r\n"), "{head}");
        stream
    }

    /// Takes what comes up to and with an end.
    async fn until(&mut self, end: &str) -> String {
        let wait = async {
            loop {
                if let Some(at) = self.text.find(end) {
                    return self.text.drain(..at + end.len()).collect();
                }
                let mut bytes = [0; 4096];
                let count = self.socket.read(&mut bytes).await.unwrap();
                assert!(count > 0, "the stream ended: {}", self.text);
                self.text
                    .push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        };
        timeout(PATIENCE, wait).await.expect("an event in time")
    }

    /// The next event.
    async fn event(&mut self) -> Value {
        self.until("data: ").await;
        let text = self.until("\n\n").await;
        serde_json::from_str(text.trim_end()).unwrap()
    }

    /// Waits for the end; no event comes before it.
    async fn ended(mut self) {
        let mut rest = Vec::new();
        timeout(PATIENCE, self.socket.read_to_end(&mut rest))
            .await
            .expect("an end in time")
            .unwrap();
        let text = self.text + &String::from_utf8_lossy(&rest);
        assert!(!text.contains("data: "), "{text}");
        assert!(text.ends_with("0\r\n\r\n"), "{text}");
    }
}

async fn opened(client: &Client, workspace: &str) -> u16 {
    // HEAD opens nothing.
    client
        .request("HEAD", &format!("/workspaces/{workspace}/events"))
        .send()
        .await
        .status
}

both_databases! {
    async fn a_write_through_either_door_is_told_once(test: TestDb) {
        let team = Team::new(test).await;
        let set = team.tokenset("Colors").await;
        let mut stream = Stream::open(&team.viewer.browser, &team.workspace).await;
        let tokens = format!("/tokensets/{set}/modes/base/tokens");
        let body = json!({"name": "a", "type": "color", "value": "#fff"});
        let made = team.owner.browser.post(&tokens, &body).await.expect(201);
        let first = stream.event().await;
        assert_eq!(first["request_id"].as_str(), made.header("x-request-id"));
        assert_eq!(first["tokenset_id"], set.as_str());
        assert_eq!(first["actor"], json!({"user_id": team.owner.id.to_string(), "name": "Olga"}));
        // A refused write is none.
        team.owner.browser.post(&tokens, &body).await.expect(409);
        let api = team.api(&team.editor).await;
        let body = json!({"create": [{"name": "b", "type": "color", "value": "{a}"}]});
        api.post(&format!("{tokens}/batch"), &body).await.expect(200);
        let second = stream.event().await;
        assert_eq!(second["revision"], first["revision"].as_i64().unwrap() + 1);
        assert_eq!((second["tokenset_id"].clone(), second["actor"]["name"].clone()), (json!(set), json!("Edda")));
        assert!(second["actor"]["api_token_id"].is_string());
        let workspace = format!("/workspaces/{}", team.workspace);
        team.admin.browser.patch(&workspace, &json!({"name": "New"})).await.expect(200);
        let third = stream.event().await;
        assert_eq!((third["tokenset_id"].clone(), third["revision"].clone()), (json!(null), second["revision"].clone()));
        // What happens elsewhere is not told.
        let other = team.owner.workspace("Other").await;
        team.owner.browser.post(&format!("/workspaces/{other}/tokensets"), &json!({"name": "x"})).await.expect(201);
        team.owner.browser.delete(&format!("/tokensets/{set}")).await.expect(200);
        let fourth = stream.event().await;
        assert_eq!(fourth["revision"], second["revision"].as_i64().unwrap() + 1);
        assert_eq!(fourth["tokenset_id"], set.as_str());
    }

    async fn another_process_is_heard_too(test: TestDb) {
        let team = Team::new(test).await;
        if team.app.server.db().kind() == Kind::Sqlite {
            // A second process over the same SQLite file is not a thing.
            return;
        }
        let set = team.tokenset("Colors").await;
        let sibling = team.app.sibling().await;
        let token = team.editor.api_token(&crate::team::ALL).await;
        let mut stream = Stream::open(&team.viewer.browser, &team.workspace).await;
        let tokens = format!("/tokensets/{set}/modes/base/tokens");
        let mut revisions = Vec::new();
        for n in 0..6 {
            let body = json!({"name": format!("t{n}"), "type": "color", "value": "#fff"});
            let door = if n % 2 == 0 { sibling.api(&token) } else { team.app.api(&token) };
            door.post(&tokens, &body).await.expect(201);
        }
        for _ in 0..6 {
            let event = stream.event().await;
            assert_eq!((event["tokenset_id"].clone(), event["actor"]["name"].clone()), (json!(set), json!("Edda")));
            revisions.push(event["revision"].as_i64().unwrap());
        }
        revisions.sort_unstable();
        let first = revisions[0];
        assert_eq!(revisions, (first..first + 6).collect::<Vec<_>>());
        let workspace = format!("/workspaces/{}", team.workspace);
        sibling.api(&token).patch(&workspace, &json!({"name": "New"})).await.expect(200);
        assert_eq!(stream.event().await["tokenset_id"], json!(null));
    }

    async fn whoever_loses_sight_hears_no_more(test: TestDb) {
        let team = Team::with(test, |config| config.event_heartbeat = Duration::from_millis(200)).await;
        let removed = Stream::open(&team.viewer.browser, &team.workspace).await;
        let member = team.owner.membership(&team.members(), &team.viewer).await.unwrap();
        team.owner.browser.delete(&format!("{}/{member}", team.members())).await.expect(200);
        removed.ended().await;
        let downgraded = Stream::open(&team.editor.browser, &team.workspace).await;
        team.app.set_plan(&team.owner, Plan::Pro).await;
        downgraded.ended().await;
        let disabled = Stream::open(&team.owner.browser, &team.workspace).await;
        team.app.change_user(team.owner.id, |user| user.disabled_at = Some(1)).await;
        disabled.ended().await;
        team.app.change_user(team.owner.id, |user| user.disabled_at = None).await;
        // The session that opened the stream is over, another one of the same person is not.
        let (id, secret) = team.app.session(team.owner.id, |_| {}).await;
        let signed_out = Stream::open(&team.app.with_cookie(&secret), &team.workspace).await;
        let user = team.owner.id;
        team.app.seed(move |tx| tokencraft_storage::sessions::delete(tx, id, user).map(drop)).await;
        signed_out.ended().await;
        let deleted = Stream::open(&team.owner.browser, &team.workspace).await;
        team.owner.browser.delete(&format!("/workspaces/{}", team.workspace)).await.expect(200);
        deleted.ended().await;
    }

    async fn a_silent_stream_says_that_it_lives(test: TestDb) {
        let team = Team::with(test, |config| config.event_heartbeat = Duration::from_millis(50)).await;
        let mut stream = Stream::open(&team.viewer.browser, &team.workspace).await;
        for _ in 0..3 {
            stream.until(": still listening\n\n").await;
        }
    }

    async fn streams_are_counted_and_given_back(test: TestDb) {
        let team = Team::with(test, |config| {
            config.event_streams = 3;
            config.event_streams_per_user = 2;
            config.event_heartbeat = Duration::from_millis(50);
        }).await;
        let (viewer, workspace) = (&team.viewer.browser, team.workspace.clone());
        let first = Stream::open(viewer, &workspace).await;
        let _second = Stream::open(viewer, &workspace).await;
        let refused = viewer.get(&format!("/workspaces/{workspace}/events")).await.expect(429);
        assert_eq!(refused.error(), "Too many event streams are open");
        let _third = Stream::open(&team.owner.browser, &workspace).await;
        assert_eq!(opened(&team.admin.browser, &workspace).await, 429);
        assert_eq!(team.app.server.events().streams(), 3);
        drop(first);
        let freed = async {
            while team.app.server.events().streams() > 2 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, freed).await.expect("a place that is given back");
        let _fourth = Stream::open(&team.admin.browser, &workspace).await;
        assert_eq!(opened(&team.stranger.browser, &workspace).await, 404);
    }

    async fn a_reader_who_is_too_slow_is_dropped(test: TestDb) {
        let team = Team::new(test).await;
        let mut stream = Stream::open(&team.viewer.browser, &team.workspace).await;
        // Faster than anybody can be told: nothing of it is kept for later.
        for revision in 1000..6000 {
            let change = Change { tokensets: [].into(), revision, writer: None };
            team.app.server.events().changed(team.workspace.parse().unwrap(), change);
        }
        let mut rest = Vec::new();
        timeout(PATIENCE, stream.socket.read_to_end(&mut rest)).await.expect("an end in time").unwrap();
        assert_eq!(team.app.server.events().streams(), 0);
    }

    async fn streams_end_at_shutdown_and_delay_nothing(test: TestDb) {
        let mut team = Team::new(test).await;
        let stream = Stream::open(&team.viewer.browser, &team.workspace).await;
        team.app.stop();
        stream.ended().await;
        timeout(Duration::from_secs(3), team.app.ended()).await.expect("an end without waiting");
    }
}
