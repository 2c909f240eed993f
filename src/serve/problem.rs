//! Errors as problem documents (RFC 9457), in Polish.

use axum::http::StatusCode;
use serde::Serialize;

/// What went wrong with a request.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
}

impl Problem {
    fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: "about:blank", title, status: status.as_u16(), detail: detail.into() }
    }

    /// The request is not as it must be.
    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Nieprawidłowe zapytanie", detail)
    }

    /// There is no such thing.
    pub fn none(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "Nie znaleziono", detail)
    }

    /// A method that changes something.
    pub fn method() -> Self {
        let detail = "Serwer tylko udostępnia dane: przyjmuje metody GET i HEAD.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "Niedozwolona metoda", detail)
    }

    /// More than is read.
    pub fn too_long() -> Self {
        let detail = "Adres zapytania jest dłuższy niż 4096 znaków.";
        Self::new(StatusCode::URI_TOO_LONG, "Zbyt długie zapytanie", detail)
    }

    /// Too many requests of one client.
    pub fn too_many() -> Self {
        let detail = "Przekroczono liczbę zapytań na sekundę z jednego adresu.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Zbyt wiele zapytań", detail)
    }

    /// Too many requests of all clients.
    pub fn busy() -> Self {
        let detail = "Serwer obsługuje zbyt wiele zapytań naraz; proszę spróbować za chwilę.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Serwer zajęty", detail)
    }

    /// It took too long.
    pub fn late() -> Self {
        let detail = "Odpowiedź nie powstała w wyznaczonym czasie.";
        Self::new(StatusCode::GATEWAY_TIMEOUT, "Przekroczony czas", detail)
    }

    /// Not the client's fault.
    pub fn failed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Błąd serwera", detail)
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
