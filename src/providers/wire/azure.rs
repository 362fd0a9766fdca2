//! Azure OpenAI: the same chunks below `deployments`, another header, and a version of the interface in the address:
//! <https://learn.microsoft.com/azure/ai-services/openai/reference>.
use super::{Call, Endpoint, Failure, Reader, Wire, below, openai};
use crate::engine::llm::Ask;
use serde_json::Value;

pub(super) struct Azure;

impl Wire for Azure {
    fn question(&self, at: &Endpoint, ask: &Ask) -> Result<Call, Failure> {
        let mut url = below(&at.address, "openai/deployments")?;
        let mut parts = url.path_segments_mut().map_err(|()| Failure::AddressInvalid)?;
        parts.extend([at.model.as_str(), "chat", "completions"]);
        drop(parts);
        url.query_pairs_mut().append_pair("api-version", &at.api_version);
        Ok(Call::new(url).proving("api-key", "", at.key.as_ref())?.sending(openai::body(at, ask)))
    }

    fn reader(&self) -> Box<dyn Reader> {
        Box::new(openai::Chunks::default())
    }

    /// A key opens deployments; which there are is told to managers of the subscription only.
    fn list(&self, _at: &Endpoint) -> Result<Option<Call>, Failure> {
        Ok(None)
    }

    fn models(&self, _answer: &Value) -> Vec<String> {
        Vec::new()
    }
}
