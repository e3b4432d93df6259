// What one instruction set offers for gates, the functions of two inputs a and b: plain functions over runs of numbers.
#pragma once
#include "kernels.h"

namespace actlab {

// A run of numbers of one type; the stride is in elements.
template <class Pointer> struct Numbers {
  Pointer at;
  int64_t stride;
};
using Given = Numbers<const void*>;
using Wanted = Numbers<void*>;

struct GateCall {
  int gate;
  Type type;
  bool steps;  // of 16 bits: rounded after each factor too, not once
  const double* parameters;
};

struct GateTable {
  int (*find)(const char* key);  // -1 when unknown
  int (*parameters)(int gate);
  void (*value)(const GateCall& call, Given a, Given b, Wanted y, int64_t n);
  // The gradient times both slopes. Where nobody needs the slope by a or by b, its pointer is null.
  void (*slopes)(const GateCall& call, Given gradient, Given a, Given b, Wanted by_a, Wanted by_b, int64_t n);
};

}  // namespace actlab
