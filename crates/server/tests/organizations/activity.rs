//! Who changed what, for those who manage an organization.

use serde_json::json;
use tokencraft_testing::both_databases;

use crate::world::Acme;

both_databases! {
    async fn the_activity_tells_every_change_newest_first(test: TestDb) {
        let acme = Acme::new(test).await;
        let brand = acme.owner.workspace("Brand").await;
        acme.owner.make(&acme.path("/workspaces"), json!({"workspace_id": brand})).await;
        acme.editor.make(&acme.path("/environments"), json!({"name": "Staging"})).await;
        let staging = acme.path("/environments/staging");
        acme.editor.browser.patch(&staging, &json!({"name": "Next"})).await.expect(200);
        acme.admin.browser.delete(&acme.path("/environments/next")).await.expect(200);
        let role = json!({"email": acme.viewer.email, "role": "editor"});
        acme.admin.browser.post(&acme.path("/members"), &role).await.expect(200);
        let viewer = acme.path(&format!("/members/{}", acme.membership(&acme.viewer).await));
        acme.viewer.browser.delete(&viewer).await.expect(200);
        acme.admin.browser.patch(&acme.path(""), &json!({"name": "New"})).await.expect(200);
        acme.owner.browser.delete(&acme.path(&format!("/workspaces/{brand}"))).await.expect(200);
        let list = acme.admin.browser.get(&acme.path("/activity")).await.expect(200);
        insta::assert_snapshot!("organization_activity", list.snapshot());
        // What concerns both is told in both.
        let of_brand = acme.owner.browser.get(&format!("/workspaces/{brand}/activity")).await.expect(200).json();
        let told: Vec<_> = of_brand["activity"].as_array().unwrap().iter().map(|one| one["action"].clone()).collect();
        assert_eq!(json!(told), json!(["workspace.detach", "workspace.attach", "workspace.create"]));
    }

    async fn the_activity_is_read_in_parts_by_those_who_manage(test: TestDb) {
        let acme = Acme::new(test).await;
        let path = acme.path("/activity");
        let whole = acme.owner.browser.get(&path).await.expect(200).json();
        // The organization and its Production, three members.
        assert_eq!((whole["total"].clone(), whole.get("next_cursor")), (json!(5), None));
        let (mut parts, mut query) = (Vec::new(), "?limit=2".to_owned());
        loop {
            let part = acme.owner.browser.get(&format!("{path}{query}")).await.expect(200).json();
            assert_eq!(part["total"], 5);
            parts.extend(part["activity"].as_array().unwrap().clone());
            match part["next_cursor"].as_str() {
                Some(cursor) => query = format!("?limit=2&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(&parts, whole["activity"].as_array().unwrap());
        for bad in ["limit=0", "limit=1001", "cursor=x"] {
            acme.owner.browser.get(&format!("{path}?{bad}")).await.expect(400);
        }
        for who in [&acme.editor, &acme.viewer] {
            who.browser.get(&path).await.expect(403);
        }
    }
}
