//! The program `zasieg`.

fn main() -> std::process::ExitCode {
    zasieg::cli::main()
}
