variable "trusted" {
  type = string
}

variable "boundary" {
  type    = string
  default = null
}

resource "aws_iam_role" "this" {
  permissions_boundary = var.boundary
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { AWS = var.trusted }, Action = "sts:AssumeRole" }]
  })
}
