terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  # Bucket, key and region arrive with -backend-config: every deployment has a state of its own.
  backend "s3" {}
}
