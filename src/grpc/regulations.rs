//! `RegulationService`: the repository of regulations, whose law is covered, and the words of a question.
//!
//! Owns the filters and pages of its lists; decides nothing.

use std::sync::Arc;

use tonic::{Code, Request, Response, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::wire::{
    self, GetRegulationRequest, GetRegulationResponse, GetVocabularyRequest, GetVocabularyResponse,
    ListJurisdictionsRequest, ListJurisdictionsResponse, ListRegulationsRequest, ListRegulationsResponse,
};
use super::{entry, page};
use crate::clock;
use crate::model::{self, Authority, Moment};
use crate::policy::{day_of, parse_day};
use crate::repository::{self, Filter};
use crate::store::{Active, Current};

/// The most bytes of a filter's text: far more than any title has.
const TEXT_BYTES_MAX: usize = 1_000;

/// Tells what the repository holds.
#[derive(Clone)]
pub struct Regulations {
    current: Arc<Current>,
}

impl Regulations {
    /// The service.
    pub fn new(current: Arc<Current>) -> Self {
        Self { current }
    }

    /// The service, as a server takes it.
    pub fn into_server(self) -> wire::regulation_service_server::RegulationServiceServer<Self> {
        wire::regulation_service_server::RegulationServiceServer::new(self)
    }

    fn active(&self) -> Result<Arc<Active>, Status> {
        self.current.active().ok_or_else(|| Status::unavailable("no policy set is active yet; ask again later"))
    }
}

#[tonic::async_trait]
impl wire::regulation_service_server::RegulationService for Regulations {
    async fn list_regulations(
        &self,
        request: Request<ListRegulationsRequest>,
    ) -> Result<Response<ListRegulationsResponse>, Status> {
        list(&*self.active()?, &request.into_inner()).map(Response::new)
    }

    async fn get_regulation(
        &self,
        request: Request<GetRegulationRequest>,
    ) -> Result<Response<GetRegulationResponse>, Status> {
        let active = self.active()?;
        let set = active.snapshot().policies();
        let id = request.into_inner().id;
        let Some(found) = set.regulation(&id) else {
            let mut known = set.regulations().iter().map(|entry| entry.id.as_str());
            return Err(not_found(&repository::unknown("regulation", &id, &mut known)));
        };
        let regulation = Some(entry::regulation(&active, found, day_of(clock::now())));
        Ok(Response::new(GetRegulationResponse { regulation, policy_revision: active.revision().to_string() }))
    }

    async fn list_jurisdictions(
        &self,
        _: Request<ListJurisdictionsRequest>,
    ) -> Result<Response<ListJurisdictionsResponse>, Status> {
        let active = self.active()?;
        Ok(Response::new(ListJurisdictionsResponse {
            jurisdictions: entry::jurisdictions(active.snapshot(), &Moment::live(clock::now())),
            policy_revision: active.revision().to_string(),
        }))
    }

    async fn get_vocabulary(
        &self,
        _: Request<GetVocabularyRequest>,
    ) -> Result<Response<GetVocabularyResponse>, Status> {
        let active = self.active()?;
        let words = active.snapshot().policies().vocabulary();
        Ok(Response::new(GetVocabularyResponse {
            jurisdictions: entry::words(&words.jurisdictions),
            categories: entry::words(&words.categories),
            purposes: entry::words(&words.purposes),
            sectors: entry::words(&words.sectors),
            roles: entry::words(&words.roles),
            safeguards: entry::words(&words.safeguards),
            assumptions: entry::words(&words.assumptions),
            policy_revision: active.revision().to_string(),
        }))
    }
}

fn list(active: &Active, request: &ListRegulationsRequest) -> Result<ListRegulationsResponse, Status> {
    let snapshot = active.snapshot();
    let now = clock::now();
    let filter = filter(request)?;
    let size = page::size(request.page_size)
        .ok_or_else(|| invalid("page_size", format!("`{}` is no size; give 0 or more", request.page_size)))?;
    let filters = format!("{filter:?}");
    let found = repository::find(snapshot, &filter, &Moment::live(now))
        .map_err(|problem| invalid("jurisdiction", problem.to_string()))?;
    let start = match request.page_token.as_str() {
        "" => 0,
        token => {
            let last = page::after(&filters, token).ok_or_else(|| {
                let what = "is no `next_page_token` of an answer with these filters; leave it out to begin again";
                invalid("page_token", what.to_owned())
            })?;
            found.partition_point(|regulation| regulation.id <= last)
        }
    };
    let page = &found[start..found.len().min(start + size)];
    let next = page.last().filter(|_| start + page.len() < found.len());
    let today = day_of(now);
    Ok(ListRegulationsResponse {
        regulations: page.iter().map(|regulation| entry::regulation(active, regulation, today)).collect(),
        next_page_token: next.map_or_else(String::new, |last| page::token(&filters, &last.id)),
        total_size: u32::try_from(found.len()).unwrap_or(u32::MAX),
        policy_revision: active.revision().to_string(),
    })
}

fn filter(request: &ListRegulationsRequest) -> Result<Filter, Status> {
    if request.text.len() > TEXT_BYTES_MAX {
        return Err(invalid("text", format!("is longer than {TEXT_BYTES_MAX} bytes")));
    }
    let in_force_on = match request.in_force_on.as_str() {
        "" => None,
        text => Some(parse_day(text).ok_or_else(|| {
            invalid("in_force_on", "is not a day such as `2027-01-16`, or does not exist".to_owned())
        })?),
    };
    Ok(Filter {
        jurisdiction: (!request.jurisdiction.is_empty()).then(|| request.jurisdiction.clone()),
        authority: authority(request.authority)?,
        status: status(request.status)?,
        text: request.text.clone(),
        in_force_on,
    })
}

fn authority(number: i32) -> Result<Option<Authority>, Status> {
    match wire::Authority::try_from(number) {
        Ok(wire::Authority::Unspecified) => Ok(None),
        Ok(wire::Authority::Treaty) => Ok(Some(Authority::Treaty)),
        Ok(wire::Authority::Statute) => Ok(Some(Authority::Statute)),
        Ok(wire::Authority::Regulation) => Ok(Some(Authority::Regulation)),
        Ok(wire::Authority::Guideline) => Ok(Some(Authority::Guideline)),
        Ok(wire::Authority::Organisation) => Ok(Some(Authority::Organisation)),
        Err(_) => Err(invalid("authority", format!("`{number}` is no value of `Authority`"))),
    }
}

fn status(number: i32) -> Result<Option<model::Status>, Status> {
    match wire::RegulationStatus::try_from(number) {
        Ok(wire::RegulationStatus::Unspecified) => Ok(None),
        Ok(wire::RegulationStatus::InForce) => Ok(Some(model::Status::InForce)),
        Ok(wire::RegulationStatus::Enacted) => Ok(Some(model::Status::Enacted)),
        Ok(wire::RegulationStatus::Draft) => Ok(Some(model::Status::Draft)),
        Ok(wire::RegulationStatus::Repealed) => Ok(Some(model::Status::Repealed)),
        Err(_) => Err(invalid("status", format!("`{number}` is no value of `RegulationStatus`"))),
    }
}

fn invalid(field: &str, description: String) -> Status {
    let message = format!("`{field}`: {description}");
    let details = ErrorDetails::with_bad_request_violation(field, description);
    Status::with_error_details(Code::InvalidArgument, message, details)
}

fn not_found(problem: &model::Problem) -> Status {
    Status::not_found(problem.to_string())
}
