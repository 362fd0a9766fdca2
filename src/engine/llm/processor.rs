//! Which instructions the kernels of this build use, and whether this processor has them. The rest of the program runs
//! on every x86-64 processor; only loading a model needs more.
use super::Trouble;

/// What the kernels were compiled for; `.cargo/config.toml`, or `installer/build.sh`, hands it to llama.cpp and, here, to us.
const KERNELS: &[(&str, Option<&str>)] = &[
    ("AVX", option_env!("GGML_AVX")),
    ("AVX2", option_env!("GGML_AVX2")),
    ("BMI2", option_env!("GGML_BMI2")),
    ("FMA", option_env!("GGML_FMA")),
    ("F16C", option_env!("GGML_F16C")),
    ("AVX_VNNI", option_env!("GGML_AVX_VNNI")),
    ("AVX512", option_env!("GGML_AVX512")),
    ("AVX512_VBMI", option_env!("GGML_AVX512_VBMI")),
    ("AVX512_VNNI", option_env!("GGML_AVX512_VNNI")),
    ("AVX512_BF16", option_env!("GGML_AVX512_BF16")),
];

/// The kernels of this build against this processor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernels {
    /// What they use beyond the least that x86-64 has, such as `AVX2 FMA`; empty in the portable build.
    pub uses: String,
    /// What of that the processor lacks; empty when all is well.
    pub lacks: String,
}

/// Asks the processor.
#[must_use]
pub fn kernels() -> Kernels {
    compare(KERNELS.iter().filter(|it| it.1 == Some("ON")).map(|it| it.0), has)
}

/// Refuses where the kernels would stop the program with an illegal instruction.
///
/// # Errors
/// [`Trouble::Processor`].
pub fn check() -> Result<(), Trouble> {
    match kernels().lacks {
        lacks if lacks.is_empty() => Ok(()),
        lacks => Err(Trouble::Processor(lacks)),
    }
}

fn compare(used: impl Iterator<Item = &'static str>, has: impl Fn(&str) -> bool) -> Kernels {
    let used: Vec<&str> = used.collect();
    let lacking: Vec<&str> = used.iter().copied().filter(|it| !has(it)).collect();
    Kernels { uses: used.join(" "), lacks: lacking.join(" ") }
}

/// By CPUID, and whether the system saves the registers.
#[cfg(target_arch = "x86_64")]
fn has(instructions: &str) -> bool {
    match instructions {
        "AVX" => std::is_x86_feature_detected!("avx"),
        "AVX2" => std::is_x86_feature_detected!("avx2"),
        "BMI2" => std::is_x86_feature_detected!("bmi2"),
        "FMA" => std::is_x86_feature_detected!("fma"),
        "F16C" => std::is_x86_feature_detected!("f16c"),
        "AVX_VNNI" => std::is_x86_feature_detected!("avxvnni"),
        // What ggml means by it.
        "AVX512" => {
            std::is_x86_feature_detected!("avx512f")
                && std::is_x86_feature_detected!("avx512cd")
                && std::is_x86_feature_detected!("avx512vl")
                && std::is_x86_feature_detected!("avx512dq")
                && std::is_x86_feature_detected!("avx512bw")
        }
        "AVX512_VBMI" => std::is_x86_feature_detected!("avx512vbmi"),
        "AVX512_VNNI" => std::is_x86_feature_detected!("avx512vnni"),
        "AVX512_BF16" => std::is_x86_feature_detected!("avx512bf16"),
        _ => false,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn has(_instructions: &str) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_old_processor_lacks_is_named() {
        let old = compare(["AVX", "AVX2", "FMA"].into_iter(), |it| it == "AVX");
        assert_eq!((old.uses.as_str(), old.lacks.as_str()), ("AVX AVX2 FMA", "AVX2 FMA"));
        let trouble = Trouble::Processor(old.lacks).to_string();
        assert!(trouble.contains("AVX2 FMA") && trouble.contains("build.sh --portable"), "{trouble}");
    }

    #[test]
    fn this_build_says_what_it_uses() {
        assert_eq!(kernels().uses.contains("AVX2"), option_env!("GGML_AVX2") == Some("ON"));
    }
}
