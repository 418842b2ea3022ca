//! Who joins an organization, who leaves.

use serde_json::{Value, json};
use tokencraft_storage::Plan;
use tokencraft_testing::{Person, both_databases};

use crate::world::{Acme, Script};

fn body(person: &Person, role: &str) -> Value {
    json!({"email": person.email, "role": role})
}

both_databases! {
    async fn a_member_is_added_at_once_and_listed(test: TestDb) {
        let acme = Acme::new(test).await;
        let nina = acme.app.person("Nina", Plan::Free).await;
        let members = acme.path("/members");
        let mixed = json!({"email": " NINA@Example.com ", "role": "viewer", "user_id": "x", "id": 5});
        let added = acme.admin.browser.post(&members, &mixed).await.expect(201);
        insta::assert_snapshot!("member_added", added.snapshot());
        let changed = acme.admin.browser.post(&members, &body(&nina, "editor")).await.expect(200);
        assert_eq!((changed.member("id"), changed.member("role")), (added.member("id"), "editor".into()));
        let list = nina.browser.get(&members).await.expect(200);
        insta::assert_snapshot!("members_listed", list.snapshot());
        let part = nina.browser.get(&format!("{members}?limit=2")).await.expect(200).json();
        assert_eq!(part["members"].as_array().unwrap().len(), 2);
        assert!(part["next_cursor"].is_string());
        acme.stranger.browser.get(&members).await.expect(404);
    }

    async fn a15_nobody_lifts_themselves_and_the_owner_stays(test: TestDb) {
        let acme = Acme::new(test).await;
        let (members, before) = (acme.path("/members"), acme.all("members", "role").await);
        let mut script = Script::default();
        for who in [&acme.editor, &acme.viewer] {
            for whom in [who, &acme.stranger, &acme.owner] {
                let refused = who.browser.post(&members, &body(whom, "admin")).await.expect(403);
                assert_eq!(refused.error(), "Your organization role does not allow this operation.");
            }
        }
        let owner = format!("{members}/{}", acme.membership(&acme.owner).await);
        for who in [&acme.admin, &acme.owner] {
            for (whom, role) in [
                (&acme.stranger, "owner"), (&acme.admin, "owner"), (&acme.owner, "admin"), (&acme.owner, "owner"),
            ] {
                script.say(who, "POST", &members, Some(body(whom, role))).await.expect(403);
            }
            script.say(who, "DELETE", &owner, None).await.expect(403);
        }
        let admin = format!("{members}/{}", acme.membership(&acme.admin).await);
        script.say(&acme.editor, "DELETE", &admin, None).await.expect(403);
        insta::assert_snapshot!("members_refused", script.text());
        assert_eq!(acme.all("members", "role").await, before);
    }

    async fn what_is_wrong_with_a_new_member_is_said(test: TestDb) {
        let acme = Acme::new(test).await;
        let gone = acme.app.person("Gone", Plan::Free).await;
        acme.app.change_user(gone.id, |user| user.disabled_at = Some(1)).await;
        let mut script = Script::default();
        for body in [
            json!({}), json!({"email": 5, "role": "viewer"}), json!({"email": " ", "role": "viewer"}),
            json!({"email": "vito@example.com"}), json!({"email": "vito@example.com", "role": "boss"}),
            json!({"email": "nobody@example.com", "role": "viewer"}), json!({"email": gone.email, "role": "viewer"}),
        ] {
            script.say(&acme.owner, "POST", &acme.path("/members"), Some(body)).await;
        }
        insta::assert_snapshot!("members_sentences", script.text());
    }

    async fn members_leave_and_are_removed(test: TestDb) {
        let acme = Acme::new(test).await;
        let path = async |of: &Person| acme.path(&format!("/members/{}", acme.membership(of).await));
        let (viewer, editor) = (path(&acme.viewer).await, path(&acme.editor).await);
        acme.editor.browser.delete(&viewer).await.expect(403);
        acme.stranger.browser.delete(&viewer).await.expect(404);
        let left = acme.viewer.browser.delete(&viewer).await.expect(200);
        assert_eq!(left.text(), r#"{"message":"Member removed successfully"}"#);
        assert_eq!(acme.viewer.browser.delete(&viewer).await.expect(404).error(), "Member not found");
        acme.admin.browser.delete(&editor).await.expect(200);
        assert_eq!(acme.all("members", "role").await, ["owner", "admin"]);
        for gone in [&acme.viewer, &acme.editor] {
            gone.browser.get(&acme.path("")).await.expect(404);
            assert_eq!(gone.browser.get("/organizations").await.expect(200).json()["total"], 0);
        }
        // An admin may take their own role down, and then do no more.
        let own = body(&acme.admin, "viewer");
        acme.admin.browser.post(&acme.path("/members"), &own).await.expect(200);
        acme.admin.browser.post(&acme.path("/members"), &own).await.expect(403);
    }

    async fn one_person_added_by_many_at_once_is_one_member(test: TestDb) {
        let acme = Acme::new(test).await;
        let nina = acme.app.person("Nina", Plan::Free).await;
        let (members, body) = (acme.path("/members"), body(&nina, "viewer"));
        let mut tries = tokio::task::JoinSet::new();
        for n in 0..8 {
            let browser = [&acme.owner, &acme.admin][n % 2].browser.clone();
            let (members, body) = (members.clone(), body.clone());
            tries.spawn(async move { browser.post(&members, &body).await.status });
        }
        let mut statuses = tries.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 200, 200, 201]);
        assert_eq!(acme.all("members", "role").await.len(), 5);
    }
}
