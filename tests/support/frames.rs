//! HTTP/2 frame by frame, with no regard for what a client should do (RFC 9113, RFC 7541).

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const PRIORITY: u8 = 2;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

pub const ACK: u8 = 1;
pub const END_STREAM: u8 = 1;
pub const END_HEADERS: u8 = 4;

/// The setting that says how many bytes of an answer may come unasked.
pub const INITIAL_WINDOW_SIZE: u16 = 4;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// A connection.
pub struct Frames(TcpStream);

/// A frame that came.
#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

impl Frames {
    /// A connection that has said what HTTP/2 begins with.
    pub fn open(address: &str, settings: &[(u16, u32)]) -> Self {
        let mut frames = Self(TcpStream::connect(address).unwrap());
        frames.0.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // A peer that reads no more must not hold a test up.
        frames.0.set_write_timeout(Some(Duration::from_secs(1))).unwrap();
        frames.0.write_all(PREFACE).unwrap();
        let settings: Vec<u8> =
            settings.iter().flat_map(|(id, value)| [&id.to_be_bytes()[..], &value.to_be_bytes()].concat()).collect();
        frames.send(SETTINGS, 0, 0, &settings).unwrap();
        frames
    }

    /// Takes the server's settings, its windows among them.
    pub fn settle(&mut self) {
        while self.read().expect("settings").kind != SETTINGS {}
        self.send(SETTINGS, ACK, 0, &[]).unwrap();
    }

    /// Sends a frame.
    pub fn send(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        self.0.write_all(&frame(kind, flags, stream, payload))
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    /// Reads and drops what comes, on a thread of its own, until the connection ends.
    pub fn read_on(&self) -> JoinHandle<()> {
        let mut stream = self.0.try_clone().unwrap();
        thread::spawn(move || {
            let _ended = io::copy(&mut stream, &mut io::sink());
        })
    }

    /// The next frame; `None` when the connection has ended.
    pub fn read(&mut self) -> Option<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).ok()?;
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        self.0.read_exact(&mut payload).ok()?;
        let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]) & (u32::MAX >> 1);
        Some(Frame { kind: head[3], flags: head[4], stream, payload })
    }

    /// The reason with which the server ends the connection; `None` if it just ends.
    pub fn goaway(&mut self) -> Option<u32> {
        loop {
            let frame = self.read()?;
            if frame.kind == GOAWAY {
                return Some(u32::from_be_bytes(frame.payload[4..8].try_into().unwrap()));
            }
        }
    }
}

/// The bytes of a frame.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The headers of a call, packed without any table.
pub fn call(path: &str) -> Vec<u8> {
    // `:method: POST` and `:scheme: http` stand in the static table.
    let mut block = vec![0x83, 0x86];
    for (name, value) in
        [(":path", path), (":authority", "localhost"), ("content-type", "application/grpc"), ("te", "trailers")]
    {
        block.extend(header(name, value));
    }
    block
}

/// A header that enters no table.
pub fn header(name: &str, value: &str) -> Vec<u8> {
    let text = |text: &str| [length(text.len()), text.as_bytes().to_vec()].concat();
    [vec![0], text(name), text(value)].concat()
}

/// A length in the form of HPACK: seven bits, and then as many more as it takes.
fn length(length: usize) -> Vec<u8> {
    if length < 127 {
        return vec![u8::try_from(length).unwrap()];
    }
    let (mut bytes, mut left) = (vec![127], length - 127);
    while left >= 128 {
        bytes.push(u8::try_from(left % 128).unwrap() | 128);
        left /= 128;
    }
    bytes.push(u8::try_from(left).unwrap());
    bytes
}

/// A message as gRPC frames it.
pub fn message(bytes: &[u8]) -> Vec<u8> {
    [&[0][..], &u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}
