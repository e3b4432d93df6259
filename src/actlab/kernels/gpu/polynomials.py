"""Made by constants.py; do not edit."""

import triton
import triton.language as tl  # noqa: F401  # the interpreter looks for it

from actlab.kernels.gpu.primitives import fma


@triton.jit
def expm1_rest(x):
    # degree 5 on [-0.3466, 0.3466], error 2.5e-9
    y = fma(x, 0.00019890980911441147, 0.0013933641603216529)
    y = fma(y, x, 0.00833331048488617)
    y = fma(y, x, 0.04166646674275398)
    y = fma(y, x, 0.1666666716337204)
    y = fma(y, x, 0.5)
    return y


@triton.jit
def log1p_rest(x):
    # degree 9 on [-0.25, 0.5], error 8.3e-9
    y = fma(x, 0.03944223001599312, -0.09291868656873703)
    y = fma(y, x, 0.1171611100435257)
    y = fma(y, x, -0.1269930899143219)
    y = fma(y, x, 0.14270462095737457)
    y = fma(y, x, -0.1665666699409485)
    y = fma(y, x, 0.19999925792217255)
    y = fma(y, x, -0.2500015199184418)
    y = fma(y, x, 0.3333333432674408)
    y = fma(y, x, -0.5)
    return y


@triton.jit
def log1p_over(x):
    # degree 10 on [1.0e-40, 1.0], error 8.4e-10
    y = fma(x, 0.001986696617677808, -0.013187826611101627)
    y = fma(y, x, 0.04100657254457474)
    y = fma(y, x, -0.08188040554523468)
    y = fma(y, x, 0.12377995997667313)
    y = fma(y, x, -0.16087622940540314)
    y = fma(y, x, 0.19885820150375366)
    y = fma(y, x, -0.24986496567726135)
    y = fma(y, x, 0.33332496881484985)
    y = fma(y, x, -0.4999997913837433)
    y = fma(y, x, 1.0)
    return y


@triton.jit
def atanh_rest(x):
    # degree 3 on [1.0e-40, 0.1111], error 4.1e-7
    y = fma(x, 0.1342574954032898, 0.14118309319019318)
    y = fma(y, x, 0.20003780722618103)
    y = fma(y, x, 0.33333319425582886)
    return y


@triton.jit
def atanh_twice(x):
    # degree 3 on [1.0e-40, 0.1111], error 1.7e-7
    y = fma(x, 0.3420361876487732, 0.3959318697452545)
    y = fma(y, x, 0.6667584776878357)
    y = fma(y, x, 1.9999996423721313)
    return y


@triton.jit
def atan_over(x):
    # degree 9 on [1.0e-40, 1.0], error 2.8e-9
    y = fma(x, -0.0017011701129376888, 0.010487649589776993)
    y = fma(y, x, -0.03035186417400837)
    y = fma(y, x, 0.05708955600857735)
    y = fma(y, x, -0.08349724858999252)
    y = fma(y, x, 0.1093234121799469)
    y = fma(y, x, -0.1426001638174057)
    y = fma(y, x, 0.1999807506799698)
    y = fma(y, x, -0.33333277702331543)
    y = fma(y, x, 1.0)
    return y


@triton.jit
def erf_over(x):
    # degree 5 on [1.0e-40, 0.5], error 6.8e-10
    y = fma(x, -0.0006933527765795588, 0.005136527586728334)
    y = fma(y, x, -0.026843899860978127)
    y = fma(y, x, 0.11283533275127411)
    y = fma(y, x, -0.3761262893676758)
    y = fma(y, x, 1.128379225730896)
    return y


@triton.jit
def gaussian_tail(x):
    # degree 10 on [-1.58, 1.58], error 7.4e-10
    y = fma(x, -1.2562118456571625e-08, -6.02942762384373e-08)
    y = fma(y, x, 4.948233822688053e-07)
    y = fma(y, x, 2.0450800093385624e-06)
    y = fma(y, x, -2.162983946618624e-05)
    y = fma(y, x, -1.3791200217383448e-05)
    y = fma(y, x, 0.0010236387606710196)
    y = fma(y, x, -0.007494683377444744)
    y = fma(y, x, 0.03257564827799797)
    y = fma(y, x, -0.09968404471874237)
    y = fma(y, x, 0.22546593844890594)
    return y


@triton.jit
def erfc_scaled(x):
    # degree 12 on [-1.0, 0.45], error 1.6e-10
    y = fma(x, 8.580455323681235e-05, -0.0003536790609359741)
    y = fma(y, x, -0.0008245619246736169)
    y = fma(y, x, 0.0050891488790512085)
    y = fma(y, x, -0.016150744631886482)
    y = fma(y, x, 0.03716302290558815)
    y = fma(y, x, -0.06634014844894409)
    y = fma(y, x, 0.09373238682746887)
    y = fma(y, x, -0.10103822499513626)
    y = fma(y, x, 0.06809711456298828)
    y = fma(y, x, 0.015379625372588634)
    y = fma(y, x, -0.13962112367153168)
    y = fma(y, x, 1.2329951524734497)
    return y
