// What ARM's NEON has an instruction for and the compiler's vector extension no word; included inside the namespace by
// vector_math.h. fma in one rounding is what the bodies by hand need: their bounds are those of AVX2.
INLINE F32 fma(F32 a, F32 b, F32 c) { return F32(F32::native(vfmaq_f32(c.v, a.v, b.v))); }
INLINE F64 fma(F64 a, F64 b, F64 c) { return F64(F64::native(vfmaq_f64(c.v, a.v, b.v))); }
INLINE F32 fnma(F32 a, F32 b, F32 c) { return F32(F32::native(vfmsq_f32(c.v, a.v, b.v))); }
INLINE F64 fnma(F64 a, F64 b, F64 c) { return F64(F64::native(vfmsq_f64(c.v, a.v, b.v))); }
INLINE F32 sqrt(F32 a) { return F32(F32::native(vsqrtq_f32(a.v))); }
INLINE F64 sqrt(F64 a) { return F64(F64::native(vsqrtq_f64(a.v))); }
