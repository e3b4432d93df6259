// The plain C face of the kernels for another process: requests on standard input, results on standard output.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

extern "C" {
const char* actlab_instructions();
int actlab_find(const char* key);
void actlab_run(int record, int what, int type, const double* parameters, const void* x, const void* g, void* y, int64_t n);
void actlab_run_both(int record, int type, const double* parameters, const void* x, void* value, void* slope, int64_t n);
}

// As helpers/emulated.py packs it.
struct Request {
  int32_t call, record, what, type, scaled, shift;  // shift: how far from a multiple of 64 the arrays lie, in bytes
  int64_t n;
  double parameters[4];
};
enum Call { instructions, find, run, run_both };

bool get(void* to, size_t bytes) { return bytes == 0 || std::fread(to, bytes, 1, stdin) == 1; }
void put(const void* from, size_t bytes) {
  std::fwrite(from, 1, bytes, stdout);
  std::fflush(stdout);
}

struct Array {
  std::vector<char> memory;
  char* data;
  Array(size_t bytes, int shift) : memory(bytes + 192) {
    const auto address = reinterpret_cast<uintptr_t>(memory.data());
    data = memory.data() + (-address & 63) + shift;
  }
};

int main() {
  Request r;
  while (get(&r, sizeof r)) {
    if (r.call == instructions || r.call == find) {
      std::vector<char> name(static_cast<size_t>(r.n) + 1);
      if (!get(name.data(), static_cast<size_t>(r.n))) return 1;
      const int32_t found = r.call == find ? actlab_find(name.data()) : static_cast<int32_t>(std::strlen(actlab_instructions()));
      put(&found, sizeof found);
      if (r.call == instructions) put(actlab_instructions(), static_cast<size_t>(found));
      continue;
    }
    const size_t bytes = static_cast<size_t>(r.n) * (r.type == 1 ? 8 : r.type == 0 ? 4 : 2);
    Array x(bytes, r.shift), g(bytes, r.shift), y(bytes, r.shift), slope(bytes, r.shift);
    if (!get(x.data, bytes) || (r.scaled && !get(g.data, bytes))) return 1;
    if (r.call == run) actlab_run(r.record, r.what, r.type, r.parameters, x.data, r.scaled ? g.data : nullptr, y.data, r.n);
    else actlab_run_both(r.record, r.type, r.parameters, x.data, y.data, slope.data, r.n);
    put(y.data, bytes);
    if (r.call == run_both) put(slope.data, bytes);
  }
}
