"""What WeCom and WeChat have in common, against an envelope that was written apart from ours."""
