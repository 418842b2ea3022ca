//! Two servers over one database, as behind a load balancer. On `PostgreSQL`: SQLite has one process.

use serde_json::json;
use tokencraft_testing::{Answer, Client, TestDb};
use tokio::task::JoinSet;

use crate::support::{Running, Shell};

fn browser(server: &Running, cookie: &str) -> Client {
    Client::new(server.address, "/api").with("Cookie", &format!("tokencraft_session={cookie}"))
}

/// `count` requests at once, in turn to each.
async fn burst(clients: &[Client], count: usize) -> Vec<Answer> {
    let mut asked = JoinSet::new();
    for index in 0..count {
        let client = clients[index % clients.len()].clone();
        asked.spawn(async move { client.get("/workspaces").await });
    }
    asked.join_all().await
}

#[test]
fn what_one_process_does_holds_for_the_other_at_once() {
    tokencraft_testing::db::run(TestDb::postgres(), |test| async {
        let shell = Shell::over(test).await;
        let mut other_shell = Shell::new();
        other_shell.set_storage("--database-url", &shell.url());
        let first = shell.serve(&[]);
        let mut second = other_shell.serve(&[]);
        // The newest start's token is the one that works.
        let said = second.lines(1);
        let setup = said.split_whitespace().nth(2).unwrap().to_owned();

        let body = json!({"token": setup, "email": "a@example.com", "name": "A", "password": "harbour light 417"});
        let visitor = browser(&first, "");
        let cookie = visitor
            .post("/auth/setup", &body)
            .await
            .expect(201)
            .cookie();
        let [here, there] = [&first, &second].map(|server| browser(server, &cookie));
        let new_token = async |by: &Client| {
            by.post("/api-tokens", &json!({"name": "ci"}))
                .await
                .expect(201)
        };

        let made = new_token(&here).await;
        let [id, token] = ["id", "token"].map(|member| made.member(member));
        let [one, two] = [&first, &second].map(|server| server.client(&token));
        for turn in 0..20 {
            let (writer, reader) = if turn % 2 == 0 {
                (&one, &two)
            } else {
                (&two, &one)
            };
            let made = writer
                .post("/workspaces", &json!({"name": format!("W{turn}")}))
                .await
                .expect(201);
            let read = reader
                .get(&format!("/workspaces/{}", made.member("id")))
                .await
                .expect(200);
            assert_eq!(read.member("name"), format!("W{turn}"));
        }
        there
            .request("DELETE", &format!("/api-tokens/{id}"))
            .send()
            .await
            .expect(200);
        one.get("/workspaces").await.expect(401);
        two.get("/workspaces").await.expect(401);

        let token = new_token(&there).await.member("token");
        let clients = [&first, &second].map(|server| server.client(&token));
        let answers = burst(&clients, 150).await;
        let admitted: Vec<&Answer> = answers
            .iter()
            .filter(|answer| answer.status == 200)
            .collect();
        assert_eq!(
            answers.iter().filter(|answer| answer.status == 429).count(),
            50
        );
        let mut left: Vec<u32> = admitted
            .iter()
            .map(|answer| {
                answer
                    .header("x-ratelimit-remaining")
                    .unwrap()
                    .parse()
                    .unwrap()
            })
            .collect();
        left.sort_unstable();
        assert_eq!(left, (0..100).collect::<Vec<_>>());

        here.request("POST", "/auth/logout")
            .send()
            .await
            .expect(204);
        there.get("/auth/session").await.expect(401);
        second.stop();
        first.stop();
    });
}
