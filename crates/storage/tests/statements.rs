//! Every statement is one that both databases take.

use tokencraft_storage::{Error, Kind, postgres_statements, statements};
use tokencraft_testing::both_databases;

both_databases! {
    async fn every_statement_prepares(test: TestDb) {
        let kind = test.kind();
        let count = test
            .db
            .read(move |tx| {
                let mut count = 0;
                for sql in statements() {
                    tx.check(sql).map_err(|error| Error::Other(format!("{error}: {sql}")))?;
                    count += 1;
                }
                if kind == Kind::Postgres {
                    for sql in postgres_statements() {
                        tx.check(sql).map_err(|error| Error::Other(format!("{error}: {sql}")))?;
                    }
                }
                Ok::<_, Error>(count)
            })
            .await
            .unwrap();
        assert!(count > 50, "only {count} statements are listed");
    }
}
