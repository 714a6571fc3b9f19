# EC2-001 (metadata_…)

resource "aws_instance" "metadata_unset" {
  ami           = "ami-1"
  instance_type = "t3.micro"
}

resource "aws_instance" "metadata_required" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "required"
  }
}

resource "aws_instance" "metadata_optional" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = "optional"
  }
}

# http_tokens is optional and computed: unknown in the plan though not set.
resource "aws_instance" "metadata_no_tokens" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_put_response_hop_limit = 1
  }
}

resource "aws_instance" "metadata_disabled" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_endpoint = "disabled"
  }
}

resource "aws_instance" "metadata_unknown" {
  ami           = "ami-1"
  instance_type = "t3.micro"
  metadata_options {
    http_tokens = terraform_data.later.output
  }
}

# A dynamic block is absent from the configuration.
resource "aws_instance" "metadata_dynamic" {
  for_each      = { required = "required", unset = null }
  ami           = "ami-1"
  instance_type = "t3.micro"
  dynamic "metadata_options" {
    for_each = ["once"]
    content {
      http_tokens = each.value
    }
  }
}

resource "aws_launch_template" "metadata" {}

resource "aws_instance" "metadata_template" {
  instance_type = "t3.micro"
  launch_template {
    id = aws_launch_template.metadata.id
  }
}

module "metadata_module" {
  source   = "./modules/instance"
  for_each = toset(["required", "optional"])
  tokens   = each.key
}

# EC2-016 (image_…)

resource "aws_ami_launch_permission" "image_everyone" {
  image_id = "ami-1"
  group    = "all"
}

resource "aws_ami_launch_permission" "image_account" {
  for_each   = toset(["111111111111", "222222222222"])
  image_id   = "ami-1"
  account_id = each.key
}

resource "aws_ami_launch_permission" "image_organisation" {
  image_id         = "ami-1"
  organization_arn = "arn:aws:organizations::111111111111:organization/o-1"
}

resource "aws_ami_launch_permission" "image_unknown" {
  image_id   = "ami-1"
  account_id = terraform_data.later.output
}

module "image_module" {
  source = "./modules/image"
}
