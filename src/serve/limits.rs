//! What one client may hold: connections, and bytes of answers that it has not taken yet; and what
//! happens to one that takes nothing.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::time::{Instant, Sleep};

/// Connections of one client at a time.
pub const CONNECTIONS: usize = 512;
/// Bytes of answers that are held for all clients.
pub const BYTES: usize = 256 << 20;
/// Bytes of answers that are held for one.
pub const BYTES_EACH: usize = 64 << 20;
/// Answers below this size are not counted: there are no more of them than connections.
const SMALL: usize = 16 << 10;
/// How long a client may take nothing of an answer.
pub const STALL: Duration = Duration::from_secs(15);
/// Bytes that are handed on at a time.
const PIECE: usize = 64 << 10;

/// One client: an address, or what one household or host has of the newer ones.
pub fn one_client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => IpAddr::V6(Ipv6Addr::from_bits(long.to_bits() >> 64 << 64)),
        short @ IpAddr::V4(_) => short,
    }
}

/// What clients hold; in memory only, and only while they hold it.
#[derive(Default)]
pub struct Shares(Mutex<Held>);

#[derive(Default)]
struct Held {
    bytes: usize,
    /// Connections and bytes.
    clients: HashMap<IpAddr, [usize; 2]>,
}

/// A share of a client, given back with it.
pub struct Share {
    shares: Arc<Shares>,
    client: Option<IpAddr>,
    connections: usize,
    bytes: usize,
}

impl Shares {
    /// A connection of a client, if it may have one more.
    pub fn connection(self: &Arc<Self>, client: IpAddr) -> Option<Share> {
        self.take(Some(client), [1, 0])
    }

    /// Room for an answer of so many bytes, if there is some; a client that nobody knows shares
    /// only what is left of all.
    pub fn answer(self: &Arc<Self>, client: Option<IpAddr>, bytes: usize) -> Option<Share> {
        self.take(client, [0, if bytes < SMALL { 0 } else { bytes }])
    }

    fn take(self: &Arc<Self>, client: Option<IpAddr>, [links, bytes]: [usize; 2]) -> Option<Share> {
        let client = client.filter(|_| links + bytes > 0).map(one_client);
        let share = || Share { shares: Arc::clone(self), client, connections: links, bytes };
        if links + bytes == 0 {
            return Some(share());
        }
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What alone is more than all may hold is still answered where nothing else is held.
        if bytes > 0 && held.bytes > 0 && held.bytes.saturating_add(bytes) > BYTES {
            return None;
        }
        if let Some(client) = client {
            let own = held.clients.get(&client).copied().unwrap_or_default();
            let is_much = bytes > 0 && own[1] > 0 && own[1].saturating_add(bytes) > BYTES_EACH;
            if own[0] + links > CONNECTIONS || is_much {
                return None;
            }
            held.clients.insert(client, [own[0] + links, own[1].saturating_add(bytes)]);
        }
        held.bytes = held.bytes.saturating_add(bytes);
        Some(share())
    }

    /// Whether so much waits to be taken, by all or by a client, that another large answer would
    /// hardly find room.
    pub fn is_full(&self, client: Option<IpAddr>) -> bool {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = client.and_then(|client| held.clients.get(&one_client(client)));
        held.bytes > BYTES / 8 * 7 || own.is_some_and(|own| own[1] > BYTES_EACH / 8 * 5)
    }

    /// A share of nothing.
    pub fn nothing(self: &Arc<Self>) -> Share {
        Share { shares: Arc::clone(self), client: None, connections: 0, bytes: 0 }
    }

    /// Bytes of answers that are held.
    #[cfg(test)]
    pub fn bytes(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }
}

impl Share {
    /// Whether it is of nothing.
    pub const fn is_empty(&self) -> bool {
        self.connections == 0 && self.bytes == 0
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.is_empty() {
            return;
        }
        let mut held = self.shares.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.bytes = held.bytes.saturating_sub(self.bytes);
        let Some(client) = self.client else { return };
        if let Some(own) = held.clients.get_mut(&client) {
            *own = [own[0].saturating_sub(self.connections), own[1].saturating_sub(self.bytes)];
            if *own == [0, 0] {
                held.clients.remove(&client);
            }
        }
    }
}

/// An answer that is handed on piece by piece, with its share.
pub struct Counted {
    left: Bytes,
    _share: Share,
}

impl Counted {
    /// The bytes of an answer.
    pub const fn new(bytes: Bytes, share: Share) -> Self {
        Self { left: bytes, _share: share }
    }
}

impl Body for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let size = self.left.len().min(PIECE);
        Poll::Ready((size > 0).then(|| Ok(Frame::data(self.left.split_to(size)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}

/// A connection that breaks where its client takes nothing for too long.
pub struct Patient<T> {
    inner: T,
    stall: Duration,
    /// Begun when nothing more was taken.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl<T> Patient<T> {
    /// A connection with its patience.
    pub const fn new(inner: T, stall: Duration) -> Self {
        Self { inner, stall, waiting: None }
    }

    /// What became of an attempt to write.
    fn noted<R>(&mut self, done: Poll<io::Result<R>>, cx: &mut Context<'_>) -> Poll<io::Result<R>> {
        if done.is_ready() {
            self.waiting = None;
            return done;
        }
        let until = Instant::now() + self.stall;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        ready!(waiting.as_mut().poll(cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<T: Read + Unpin> Read for Patient<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<T: Write + Unpin> Write for Patient<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.inner).poll_write(cx, buf);
        self.noted(done, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.inner).poll_flush(cx);
        self.noted(done, cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.inner).poll_shutdown(cx);
        self.noted(done, cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.inner).poll_write_vectored(cx, bufs);
        self.noted(done, cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_client_has_so_many_connections_and_others_are_not_hindered() {
        let shares = Arc::new(Shares::default());
        let held: Vec<Share> = (0..600).filter_map(|_| shares.connection(ip("10.0.0.1"))).collect();
        assert_eq!(held.len(), 512);
        assert!(shares.connection(ip("::ffff:10.0.0.1")).is_none(), "the same client");
        assert!(shares.connection(ip("10.0.0.2")).is_some());
        drop(held);
        assert!(shares.connection(ip("10.0.0.1")).is_some());
        // Addresses that differ in their last 64 bits only are those of one client.
        let held: Vec<Share> = (0..600)
            .filter_map(|n| shares.connection(ip(&format!("2001:db8:0:1::{n:x}"))))
            .collect();
        assert_eq!(held.len(), 512);
        assert!(shares.connection(ip("2001:db8:0:2::1")).is_some());
        drop(held);
        let left = shares.0.lock().expect("no panic");
        assert!(left.clients.is_empty(), "nothing is remembered of whom holds nothing");
    }

    #[test]
    fn unread_answers_are_held_up_to_a_sum() {
        let shares = Arc::new(Shares::default());
        let take = |client: &str, mb: usize| shares.answer(Some(ip(client)), mb << 20);
        // 22 MB each: two of a client are 44, three would be 66 of 64.
        let one: Vec<Share> = (0..20).filter_map(|_| take("10.0.0.1", 22)).collect();
        assert_eq!(one.len(), 2);
        assert_eq!(shares.bytes(), 44 << 20);
        // Beyond 40 nothing large is made for it; for others it is.
        assert!(shares.is_full(Some(ip("10.0.0.1"))) && !shares.is_full(Some(ip("10.0.0.2"))));
        // Of 256 there are left 212: nine more of other clients.
        let others: Vec<Share> = (0..20).filter_map(|n| take(&format!("10.0.1.{n}"), 22)).collect();
        assert_eq!(others.len(), 9);
        assert!(shares.answer(None, 22 << 20).is_none());
        // Small answers are given all the same.
        assert!(shares.answer(Some(ip("10.0.0.1")), 900).is_some());
        drop((one, others));
        assert_eq!(shares.bytes(), 0);
        // One that is larger than a share is answered alone.
        let large = take("10.0.0.1", 300);
        assert!(large.is_some() && take("10.0.0.1", 1).is_none());
    }
}
