//! The questions that are asked.

use bytes::{BufMut as _, Bytes, BytesMut};
use prost::Message;
use selat::grpc::wire::{EvaluateBatchRequest, EvaluateRequest, Exporter, Importer, Transfer};

/// May a Malaysian retailer's contact data go to a processor in Singapore?
pub fn single() -> EvaluateRequest {
    EvaluateRequest {
        request_id: "6f1c2a".to_owned(),
        transfer: Some(Transfer {
            origin: "MY".to_owned(),
            destination: "SG".to_owned(),
            data: vec!["personal.contact".to_owned()],
            purpose: "hosting".to_owned(),
            exporter: Some(Exporter { role: "controller".to_owned(), ..Exporter::default() }),
            importer: Some(Importer { role: "processor".to_owned(), ..Importer::default() }),
            safeguards: vec!["instrument.contract".to_owned(), "technical.encrypted-in-transit".to_owned()],
            ..Transfer::default()
        }),
    }
}

/// The same within Malaysia, which takes a short answer.
pub fn domestic() -> EvaluateRequest {
    let mut question = single();
    question.transfer.as_mut().expect("there is one").destination = "MY".to_owned();
    question
}

/// A question, many times.
pub fn batch(question: EvaluateRequest, count: usize) -> EvaluateBatchRequest {
    EvaluateBatchRequest { requests: vec![question; count] }
}

/// A message behind its prefix, as gRPC sends it.
pub fn framed(message: &impl Message) -> Bytes {
    let mut framed = BytesMut::with_capacity(5 + message.encoded_len());
    framed.put_u8(0);
    framed.put_u32(u32::try_from(message.encoded_len()).expect("a small message"));
    message.encode(&mut framed).expect("a buffer that grows");
    framed.freeze()
}
