// Values by 16 polynomials, each over as much of a grid as it can follow. A row of 16 numbers takes 1.4 cycles on Zen 4, one of 32 takes 2,
// by which one more for the cell of x is worth its time from degree 7 on; on Intel's processors, where both take one, it is not below.
#pragma once
#include "tables.h"

#if defined(__AVX512F__)
namespace ACTLAB_TARGET {
namespace tables {

struct MergedTable : Rows<16> {
  static constexpr int cells = 64;
  alignas(64) uint16_t piece_of[cells] = {};
  INLINE Bits piece_at(Bits cell) const {  // in the lowest 4 bits
    return bits_of(_mm512_permutex2var_epi16(_mm512_load_si512(piece_of), whole(cell), _mm512_load_si512(piece_of + cells / 2)));
  }
};

// By x in cells of a quarter, those left of 0 after those right of it; by its size in cells of an eighth.
template <int of_degree> struct Merged : BySign<of_degree> {
  using Numbers = MergedTable;
  static constexpr int sides = 2, cells = 32;
  static constexpr double length = 0.25;
  static double towards(int side) { return side ? -1 : 1; }
  static double sign_of_r(int side) { return towards(side); }
  static int cell(int side, int distance) { return side ? -distance & (MergedTable::cells - 1) : distance + 1; }
  static INLINE Bits index_of(F32 x) { return shifted_up(x, F32(3145728.0)); }
};
template <int of_degree, int of_side = 1> struct MergedBySize : Merged<of_degree> {
  static constexpr int sides = 1, cells = 64;
  static constexpr double length = 0.125;
  static double towards(int) { return of_side; }
  static double sign_of_r(int) { return 1; }
  static int cell(int, int distance) { return distance; }
  static INLINE Bits index_of(F32 size) { return shifted_down(size, F32(1572864.0)); }
  template <bool> static INLINE F32 within(F32 x) { return abs(x); }
};

template <int degree> using MergedLeft = MergedBySize<degree, -1>;

// f(x) = 2 max(x, 0) + f(-|x|), for f(x) - f(-x) = 2 x
template <class Layout> struct TwiceFromLeft : Layout {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return fma(F32(2.0), clamp_low(F32(0.0), x), fma(sum, r, start)); }
};

using MergedElu = AndFar<pieces::elu_value, Merged<5>>;

// Polynomials within `units` ULP, each over as many cells as are left or it can follow; false where 16 do not suffice.
template <class Layout, bool slope> bool merge(MergedTable& table, const Source& f, double units) {
  int number = 0;
  for (int side = 0; side < Layout::sides; side++) {
    for (int start = 0, length; start < Layout::cells; start += length, number++) {
      if (number == 16) return false;
      auto follows = [&](int count) {
        const double from = Layout::length * start, to = Layout::length * (start + count);
        const Piece piece{Layout::towards(side), from, to, start == 0 ? 0 : 0.5 * (from + to), Layout::sign_of_r(side)};
        for (int cell = start; cell < start + count; cell++) table.piece_of[Layout::cell(side, cell)] = number;
        fit<Layout>(table, f, number, piece);
        return good<Layout, slope>(table, f, piece, units);
      };
      const int left = Layout::cells - start;
      for (length = 1; length < left && follows(std::min(2 * length, left));) length = std::min(2 * length, left);
      for (int step = length / 2; step > 0; step /= 2)
        if (length + step <= left && follows(length + step)) length += step;
      if (!follows(length)) return false;
    }
  }
  return true;
}
template <class Layout, bool slope> void fill(MergedTable& table, const Source& f) {
  for (double units : {1.0, 1.25, 1.5, 2.0})
    if (merge<Layout, slope>(table, f, units)) return;
  std::fill(table.numbers.number[0], table.numbers.number[0] + 16, NAN);
}

}  // namespace tables
}  // namespace ACTLAB_TARGET
#endif
