"""A made-up configuration in the form of VLMEvalKit's; it is read by a test and never run."""

from functools import partial

import vlmeval.vlm as vlm
from vlmeval import api

raise SystemExit("this file must not be run")

ROOT = None
PLACE = "house/elsewhere"

house_series = {
    "house_vlm_7b": partial(vlm.House, model_path="house/house-vlm-7b", version="v1"),
    "Great-House": partial(vlm.House, model_path="house/big"),
    "House-VLM": partial(vlm.House, model_path="house/house-vlm-1b"),
    "new-eye-2b": partial(
        vlm.Eye,
        model_path="shop/New-Eye-2B",
    ),
    "new-eye-2b-think": partial(vlm.Eye, model_path="shop/New-Eye-2B", think=True),
    "alpha": partial(vlm.Eye, model_path="shop/Shared"),
    "beta": partial(vlm.Eye, model_path="shop/Shared", think=True),
    "House VLM 13B": partial(vlm.House, model_path="house/house-vlm-7b"),
}

others = {
    "rooted": partial(vlm.Root, root=ROOT),
    "placed": partial(vlm.Root, model_path=PLACE),
    "local": partial(vlm.Root, model_path="/shared/models/local"),
    "folder": partial(vlm.Root, model_path="checkpoints/local"),
    "served": partial(api.GPT4V, model="served-2024"),
    "new-eye-2b": partial(vlm.Eye, model_path="shop/Another-Eye"),
    "open": partial(vlm.Open, ckpt_pth="shop/open-9b"),
    f"worked-{'out'}": partial(vlm.Open, model_path="shop/worked"),
    "no call": None,
}

supported = {}
for group in (house_series, others):
    supported.update(group)
