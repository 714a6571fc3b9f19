output "plan_role_arn" {
  description = "plan_role_arn of this account in accounts.yaml."
  value       = "arn:aws:iam::${var.account_id}:role/${aws_iam_role.plan.name}"
}

output "role_arn" {
  description = "role_arn of this account in accounts.yaml."
  value       = "arn:aws:iam::${var.account_id}:role/${aws_iam_role.apply.name}"
}

output "state_bucket" {
  description = "The input state-bucket, as the variable TF_STATE_BUCKET."
  value       = var.state_bucket
}

output "state_region" {
  description = "The input state-region, as the variable TF_STATE_REGION."
  value       = var.region
}

output "kms_key_arn" {
  description = "The input state-kms-key. null: AES256."
  value       = one(local.key_arns)
}

output "backend" {
  description = "The file backend.tf that puts the state of this very module into the bucket."
  value       = <<-EOT
    terraform {
      backend "s3" {
        bucket       = "${var.state_bucket}"
        key          = "bootstrap/${var.account_id}.tfstate"
        region       = "${var.region}"
        encrypt      = true%{if length(local.key_arns) > 0}
        kms_key_id   = "${one(local.key_arns)}"%{endif}
        use_lockfile = true
      }
    }
  EOT
}
