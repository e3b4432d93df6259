// Made by gate_constants.py; do not edit.
#pragma once

namespace actlab_constants {
// degree 11, error 0.076 of 2^-24
constexpr float normal_tail[] = {6.724079847e-01f, -3.314044774e-01f, 2.879741788e-02f, 3.671937063e-02f, -4.703642044e-04f, -6.734188646e-03f, -1.948406454e-03f, 8.232542896e-04f, 8.295851876e-04f, 1.310653170e-04f, -1.436465100e-04f, -6.243633106e-05f};
// what the first one loses as a float
constexpr float normal_tail_rest[] = {1.933971738e-08f};
}  // namespace actlab_constants
