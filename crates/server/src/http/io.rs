//! The socket as hyper sees it: writes that stall are cut, hyper's own refusals get our shape, and
//! a refusal is still read by a client that goes on sending.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::error::ERROR_CODE;

/// A reader that takes less than this per [`Guarded::write_timeout`] is as good as gone.
const LEAST_PROGRESS: usize = 64 << 10;
/// How long what a client still sends is thrown away after the last answer.
const LINGER: Duration = Duration::from_secs(2);
/// The same when the server is about to end.
const LINGER_AT_THE_END: Duration = Duration::from_millis(100);

/// The refusals that hyper writes by itself, in our words.
pub(crate) type Replacements = [(&'static str, Bytes); 3];

/// What goes on in a connection.
#[derive(Debug)]
pub(crate) struct Activity {
    /// Whether the server goes on.
    ready: Arc<AtomicBool>,
    /// Whether a request is being answered.
    busy: AtomicBool,
    /// Whether something is written that the kernel does not have yet.
    unflushed: AtomicBool,
}

impl Activity {
    pub(crate) fn new(ready: Arc<AtomicBool>) -> Arc<Self> {
        Arc::new(Self {
            ready,
            busy: AtomicBool::new(false),
            unflushed: AtomicBool::new(false),
        })
    }

    /// Whether nobody waits for anything. Only the connection's own task may ask: between a
    /// handler's end and the first write it does nothing else.
    pub(crate) fn is_idle(&self) -> bool {
        !self.busy.load(Ordering::Relaxed) && !self.unflushed.load(Ordering::Relaxed)
    }

    /// Busy until dropped.
    pub(crate) fn begin(&self) -> Busy<'_> {
        self.busy.store(true, Ordering::Relaxed);
        Busy(self)
    }
}

/// A request being answered.
pub(crate) struct Busy<'a>(&'a Activity);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.busy.store(false, Ordering::Relaxed);
    }
}

/// A socket with the limits of this server.
#[derive(Debug)]
pub(crate) struct Guarded<T> {
    inner: T,
    write_timeout: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    progress: usize,
    peer_closed: bool,
    linger: Option<Pin<Box<Sleep>>>,
    activity: Arc<Activity>,
    replacements: &'static Replacements,
    replacement: Bytes,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Guarded<T> {
    pub(crate) fn new(
        inner: T,
        write_timeout: Duration,
        activity: Arc<Activity>,
        replacements: &'static Replacements,
    ) -> Self {
        Self {
            inner,
            write_timeout,
            stalled: None,
            progress: 0,
            peer_closed: false,
            linger: None,
            activity,
            replacements,
            replacement: Bytes::new(),
        }
    }

    /// Counts what the peer took, and ends the wait for a peer that takes too little.
    fn watch(
        &mut self,
        cx: &mut Context<'_>,
        wrote: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        self.activity.unflushed.store(true, Ordering::Relaxed);
        if let Poll::Ready(result) = wrote {
            self.progress += result.as_ref().copied().unwrap_or(0);
            return Poll::Ready(result);
        }
        let timeout = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| {
            self.progress = 0;
            Box::pin(sleep(timeout))
        });
        while stalled.as_mut().poll(cx).is_ready() {
            if self.progress < LEAST_PROGRESS {
                return Poll::Ready(Err(io::Error::new(
                    io::ErrorKind::TimedOut,
                    "the peer does not read",
                )));
            }
            self.progress = 0;
            stalled.as_mut().reset(Instant::now() + timeout);
        }
        Poll::Pending
    }

    /// Whether hyper writes a refusal of its own: a bare head without our code header.
    fn replace(&mut self, head: &[u8]) -> bool {
        let own =
            head.starts_with(b"HTTP/1.1 4") && head.ends_with(b"\r\n\r\n") && head.len() < 256;
        let Some(text) = own.then(|| std::str::from_utf8(head).ok()).flatten() else {
            return false;
        };
        if text.contains(ERROR_CODE.as_str()) || text.matches("\r\n\r\n").count() != 1 {
            return false;
        }
        let status = &text[9..12];
        let Some((_, answer)) = self.replacements.iter().find(|(code, _)| *code == status) else {
            return false;
        };
        self.replacement = answer.clone();
        true
    }

    fn write_replacement(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.replacement.has_remaining() {
            let wrote = Pin::new(&mut self.inner).poll_write(cx, &self.replacement);
            let wrote = ready!(self.watch(cx, wrote))?;
            if wrote == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.replacement.advance(wrote);
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Guarded<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let result = ready!(Pin::new(&mut self.inner).poll_read(cx, buffer));
        self.peer_closed |= result.is_err() || buffer.filled().len() == before;
        Poll::Ready(result)
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Guarded<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.replace(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        let wrote = Pin::new(&mut self.inner).poll_write(cx, bytes);
        self.watch(cx, wrote)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [head] = slices
            && self.replace(head)
        {
            return Poll::Ready(Ok(head.len()));
        }
        let wrote = Pin::new(&mut self.inner).poll_write_vectored(cx, slices);
        self.watch(cx, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    /// Everything hyper had is with the kernel now: the next answer starts a new wait.
    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_replacement(cx))?;
        self.stalled = None;
        self.activity.unflushed.store(false, Ordering::Relaxed);
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    /// Closing while the client still sends would reset the connection and lose the answer: say
    /// that nothing more comes, and throw away what arrives, for a moment.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.write_replacement(cx))?;
        if self.linger.is_none() {
            ready!(Pin::new(&mut self.inner).poll_shutdown(cx))?;
            let ready = self.activity.ready.load(Ordering::Relaxed);
            self.linger = Some(Box::pin(sleep(if ready {
                LINGER
            } else {
                LINGER_AT_THE_END
            })));
        }
        let mut sink = [0; 8 << 10];
        while !self.peer_closed {
            if self
                .linger
                .as_mut()
                .is_some_and(|end| end.as_mut().poll(cx).is_ready())
            {
                break;
            }
            let mut buffer = ReadBuf::new(&mut sink);
            // An error here only means that nobody reads the answer any more.
            let _ = ready!(self.as_mut().poll_read(cx, &mut buffer));
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    fn replacements() -> &'static Replacements {
        Box::leak(Box::new([
            ("400", Bytes::from_static(b"ours 400")),
            ("414", Bytes::from_static(b"ours 414")),
            ("431", Bytes::from_static(b"ours 431")),
        ]))
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_does_not_read_is_cut_and_one_that_reads_slowly_is_not() {
        let (near, mut far) = duplex(32 << 10);
        let mut near = Guarded::new(
            near,
            Duration::from_secs(30),
            Activity::new(Arc::default()),
            replacements(),
        );
        let body = vec![0; 1 << 20];
        let started = Instant::now();
        let error = near.write_all(&body).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert_eq!(started.elapsed().as_secs(), 30);

        let reader = tokio::spawn(async move {
            let mut sink = vec![0; 16 << 10];
            while far.read(&mut sink).await.unwrap() > 0 {
                sleep(Duration::from_secs(4)).await;
            }
        });
        let (slow, mut slowly) = duplex(32 << 10);
        let mut slow = Guarded::new(
            slow,
            Duration::from_secs(30),
            Activity::new(Arc::default()),
            replacements(),
        );
        let taken = tokio::spawn(async move {
            let mut sink = vec![0; 16 << 10];
            let mut sum = 0;
            loop {
                match slowly.read(&mut sink).await.unwrap() {
                    0 => break sum,
                    n => sum += n,
                }
                sleep(Duration::from_secs(4)).await;
            }
        });
        slow.write_all(&body).await.unwrap();
        drop(slow);
        assert_eq!(taken.await.unwrap(), body.len());
        drop(near);
        reader.await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_dripping_reader_is_cut_although_it_makes_progress() {
        let (near, mut far) = duplex(4 << 10);
        let mut near = Guarded::new(
            near,
            Duration::from_secs(30),
            Activity::new(Arc::default()),
            replacements(),
        );
        tokio::spawn(async move {
            let mut byte = [0];
            while far.read(&mut byte).await.is_ok_and(|n| n > 0) {
                sleep(Duration::from_secs(1)).await;
            }
        });
        let started = Instant::now();
        assert!(near.write_all(&vec![0; 1 << 20]).await.is_err());
        assert!(started.elapsed() <= Duration::from_secs(31));
    }

    #[tokio::test]
    async fn only_bare_refusals_are_replaced() {
        for (written, seen) in [
            (
                "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n",
                "ours 400",
            ),
            (
                "HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n",
                "ours 431",
            ),
            (
                "HTTP/1.1 400 Bad Request\r\ntokencraft-error: x\r\n\r\n",
                "HTTP/1.1 400 Bad Request\r\ntokencraft-error: x\r\n\r\n",
            ),
            (
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
            ),
        ] {
            let (near, mut far) = duplex(1 << 10);
            let mut near = Guarded::new(
                near,
                Duration::from_secs(1),
                Activity::new(Arc::default()),
                replacements(),
            );
            near.write_all(written.as_bytes()).await.unwrap();
            near.flush().await.unwrap();
            drop(near);
            let mut text = String::new();
            far.read_to_string(&mut text).await.unwrap();
            assert_eq!(text, seen);
        }
    }
}
