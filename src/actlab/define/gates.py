"""The records of the gates: functions of two inputs, a (the gate's) and b (the other half's)."""

from actlab.define.activation import Alias, Parameter, Source
from actlab.define.gate import gate_of

_SHAZEER = Source("Shazeer", 2020, "GLU Variants Improve Transformer", arxiv="2002.05202")
_ALPHA = {"beta": "alpha"}  # Swish's beta, by the name that configurations give it

GATES = (
    gate_of(
        "glu",
        "GLU",
        "sigmoid",
        Source(
            "Dauphin, Fan, Auli, Grangier",
            2016,
            "Language Modeling with Gated Convolutional Networks",
            arxiv="1612.08083",
        ),
        gate="second",  # as torch has it
    ),
    gate_of("reglu", "ReGLU", "relu", _SHAZEER),
    gate_of("geglu", "GEGLU", "gelu", _SHAZEER),
    gate_of(
        "geglu_tanh",
        "GEGLU Tanh",
        "gelu_tanh",
        Source("Gemma Team", 2024, "Gemma: Open Models Based on Gemini Research and Technology", arxiv="2403.08295"),
    ),
    gate_of(
        "swiglu",
        "SwiGLU",
        "swish",
        _SHAZEER,
        parameters=(Parameter("alpha", 1.0),),
        naming=_ALPHA,
        aliases=(Alias("geglu_quick", "GEGLU Quick", {"alpha": 1.702}),),
    ),
    gate_of(
        "swiglu_oai",
        "SwiGLU OAI",
        "swish",
        Source("OpenAI", 2025, "gpt-oss-120b & gpt-oss-20b Model Card", arxiv="2508.10925"),
        parameters=(Parameter("alpha", 1.702),),
        naming=_ALPHA,
        limit=7.0,
        plus=1.0,
        layout="interleaved",
    ),
    gate_of(
        "swiglu_step",
        "SwiGLU Step",
        "swish",
        Source(
            "StepFun Team",
            2026,
            "Step 3.5 Flash: Open Frontier-Level Intelligence with 11B Active Parameters",
            arxiv="2602.10604",
        ),
        parameters=(Parameter("alpha", 1.0),),
        naming=_ALPHA,
        limit=7.0,
        clamps_after=True,
    ),
    gate_of(
        "situ_glu",
        "SiTU-GLU",
        "situ",
        Source("Kimi Team", 2026, "Kimi K3", arxiv="2607.24653"),
        parameters=(Parameter("gate_cap", 4.0, lower=1e-3),),
        naming={"cap": "gate_cap"},
        cap=Parameter("cap", 25.0, lower=1e-3),
    ),
    gate_of(
        "relu2_glu",
        "ReLU2 GLU",
        "relu2",
        Source(
            "Zhang, Song, Yu, Han, Lin, Xiao, Song, Liu, Mi, Sun",
            2024,
            "ReLU2 Wins: Discovering Efficient Activation Functions for Sparse LLMs",
            arxiv="2402.03804",
        ),
    ),
    gate_of(
        "mish_glu",
        "Mish GLU",
        "mish",
        Source("Shazeer", 2020, "GLU Variants Improve Transformer, with Mish as the function", arxiv="2002.05202"),
    ),
)
