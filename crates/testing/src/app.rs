//! A server in this process, on a real socket, over a database of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use tokencraft_server::auth::session::LIFE_MS;
use tokencraft_server::auth::{PlainApiToken, PlainSecret, Scopes, cookie, password};
use tokencraft_server::clock::Clock;
use tokencraft_server::{Config, Server};
use tokencraft_storage::{
    ApiToken, ApiTokenId, Database, Error, Member, MemberId, Plan, Role, Session, SessionId, Tx,
    User, UserId, Workspace, WorkspaceId, api_tokens, members, sessions, users, workspaces,
};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::{Client, TestClock, TestDb};

/// A server under test. It ends with the test.
#[derive(Debug)]
pub struct TestApp {
    /// The server itself.
    pub server: Server,
    /// Its time.
    pub clock: Arc<TestClock>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The database, kept as long as the server.
    pub test_db: Option<TestDb>,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl TestApp {
    /// A server with the default settings.
    pub async fn new(test: TestDb) -> Self {
        Self::with(test, |_| {}).await
    }

    /// A server with other settings.
    pub async fn with(test: TestDb, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        change(&mut config);
        let clock = Arc::new(TestClock::default());
        let mut app = Self::start(test.db.clone(), clock, config).await;
        app.test_db = Some(test);
        app
    }

    /// Another server process (almost) over the same database and the same time.
    pub async fn sibling(&self) -> Self {
        let config = self.server.config().clone();
        Self::start(self.server.db().clone(), self.clock.clone(), config).await
    }

    async fn start(db: Database, clock: Arc<TestClock>, config: Config) -> Self {
        let server = Server::new(db, clock.clone(), config);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel();
        let serving = tokio::spawn({
            let server = server.clone();
            async move {
                let stopped = async { drop(stopped.await) };
                tokencraft_server::http::serve(server, listener, stopped)
                    .await
                    .expect("a server");
            }
        });
        Self {
            server,
            clock,
            address,
            test_db: None,
            stop: Some(stop),
            serving,
        }
    }

    /// Asks the server to end, as SIGTERM does; [`TestApp::ended`] waits for it.
    pub fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits until the server has ended.
    ///
    /// # Panics
    /// When it panicked.
    pub async fn ended(&mut self) {
        (&mut self.serving).await.expect("the server to end well");
    }

    /// Somebody without an API token, below the root.
    pub fn anonymous(&self) -> Client {
        Client::new(self.address, "")
    }

    /// Somebody with an API token, below `/api/v1`.
    pub fn api(&self, token: &str) -> Client {
        Client::new(self.address, "/api/v1").with("Authorization", &format!("Bearer {token}"))
    }

    /// Somebody without a session, below `/api`, who comes from our own pages.
    pub fn visitor(&self) -> Client {
        let config = self.server.config();
        let origin = config.public_url.as_deref().unwrap_or("http://localhost");
        Client::new(self.address, "/api").with("Origin", origin.trim_end_matches('/'))
    }

    /// Somebody's browser, signed in, below `/api`. Each call makes a session of its own.
    pub async fn sign_in(&self, user_id: UserId) -> Client {
        let secret = self.session(user_id, |_| {}).await.1;
        self.with_cookie(&secret)
    }

    /// A browser with a session's secret.
    pub fn with_cookie(&self, secret: &str) -> Client {
        let name = cookie::name(self.server.config().is_https());
        self.visitor().with("Cookie", &format!("{name}={secret}"))
    }

    /// A session with columns changed; its id and the cookie's value.
    pub async fn session(
        &self,
        user_id: UserId,
        change: impl FnOnce(&mut Session),
    ) -> (SessionId, String) {
        let secret = PlainSecret::mint(&*self.clock);
        let now = self.clock.now_ms();
        let mut row = Session {
            id: SessionId(self.clock.new_id()),
            token_hash: secret.hashed().0,
            user_id,
            created_at: now,
            last_seen_at: now,
            expires_at: now + LIFE_MS,
            user_agent: "test".to_owned(),
        };
        change(&mut row);
        let id = row.id;
        self.seed(move |tx| sessions::insert(tx, &row)).await;
        (id, secret.reveal().to_owned())
    }

    /// Gives an account a password.
    ///
    /// # Panics
    /// When the password is not acceptable.
    pub async fn set_password(&self, user: UserId, password: &str) {
        let (password, clock) = (password.to_owned(), self.clock.clone());
        let hash = move || password::hash(&password, &*clock).expect("a good password");
        let hash = tokio::task::spawn_blocking(hash).await.expect("a hash");
        self.change_user(user, move |row| row.password_hash = Some(hash.clone()))
            .await;
    }

    /// Writes rows, and has callers looked up again.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn seed<T: Send + 'static>(
        &self,
        mut rows: impl FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    ) -> T {
        let server = self.server.clone();
        let seeded: Result<T, Error> = self
            .server
            .db()
            .write(move |tx| {
                server.credentials_change(tx);
                rows(tx)
            })
            .await;
        seeded.expect("rows that the database takes")
    }

    /// An account, its name also the local part of its address.
    pub async fn user(&self, name: &str, plan: Plan) -> UserId {
        let now = self.clock.now_ms();
        let user = User {
            id: UserId(self.clock.new_id()),
            email: format!("{name}@example.com"),
            email_lower: format!("{}@example.com", name.to_lowercase()),
            name: name.to_owned(),
            plan,
            is_operator: false,
            disabled_at: None,
            password_hash: None,
            created_at: now,
            updated_at: now,
        };
        let id = user.id;
        self.seed(move |tx| users::insert(tx, &user)).await;
        id
    }

    /// Changes an account.
    ///
    /// # Panics
    /// When there is none.
    pub async fn change_user(&self, id: UserId, change: impl Fn(&mut User) + Send + 'static) {
        self.seed(move |tx| {
            let mut user = users::get(tx, id)?.expect("an account");
            change(&mut user);
            users::update(tx, &user).map(drop)
        })
        .await;
    }

    /// A workspace.
    pub async fn workspace(&self, owner: UserId, name: &str) -> WorkspaceId {
        let now = self.clock.now_ms();
        let workspace = Workspace {
            id: WorkspaceId(self.clock.new_id()),
            user_id: owner,
            name: name.to_owned(),
            description: None,
            revision: 1,
            row_revision: 1,
            created_at: now,
            updated_at: now,
        };
        let (id, member) = (workspace.id, MemberId(self.clock.new_id()));
        self.seed(move |tx| workspaces::insert(tx, &workspace, member))
            .await;
        id
    }

    /// Somebody's place in a workspace.
    pub async fn member(&self, workspace_id: WorkspaceId, user_id: UserId, role: Role) -> MemberId {
        let member = Member {
            id: MemberId(self.clock.new_id()),
            team: workspace_id.into(),
            user_id,
            role,
            created_at: self.clock.now_ms(),
        };
        let id = member.id;
        self.seed(move |tx| members::insert(tx, &member)).await;
        id
    }

    /// An API token; its plain text.
    pub async fn api_token(&self, user: UserId, scopes: Scopes) -> String {
        self.api_token_with(user, scopes, |_| {}).await.1
    }

    /// An API token with other columns changed; its id and plain text.
    pub async fn api_token_with(
        &self,
        user_id: UserId,
        scopes: Scopes,
        change: impl FnOnce(&mut ApiToken),
    ) -> (ApiTokenId, String) {
        let plain = PlainApiToken::mint(&*self.clock);
        let mut row = ApiToken {
            id: ApiTokenId(self.clock.new_id()),
            user_id,
            name: "test".to_owned(),
            token_hash: plain.hashed().0,
            prefix: plain.prefix().to_owned(),
            scopes: i64::from(scopes.0),
            workspace_id: None,
            rate_limit: None,
            created_at: self.clock.now_ms(),
            last_used_at: None,
            expires_at: None,
            revoked_at: None,
        };
        change(&mut row);
        let id = row.id;
        self.seed(move |tx| api_tokens::insert(tx, &row)).await;
        (id, plain.reveal().to_owned())
    }

    /// Revokes an API token.
    pub async fn revoke(&self, id: ApiTokenId, user: UserId) {
        let now = self.clock.now_ms();
        self.seed(move |tx| api_tokens::revoke(tx, id, user, now).map(drop))
            .await;
    }

    /// An id that nothing has.
    pub fn unknown_id(&self) -> Uuid {
        self.clock.new_id()
    }
}
